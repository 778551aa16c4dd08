/** The few Linux system calls that bundles share, through the JDK's foreign-function API. */
@Version("0.1.0")
package org.scst.core.linux;

import org.osgi.annotation.versioning.Version;
