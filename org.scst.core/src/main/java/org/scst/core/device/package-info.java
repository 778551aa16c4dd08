/** What a device handler implements and calls. */
@Version("0.1.0")
package org.scst.core.device;

import org.osgi.annotation.versioning.Version;
