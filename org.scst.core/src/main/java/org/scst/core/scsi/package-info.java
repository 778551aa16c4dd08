/** The vocabulary of SAM, SPC and SBC: values and codecs, without OSGi and without threads. */
@Version("0.1.0")
package org.scst.core.scsi;

import org.osgi.annotation.versioning.Version;
