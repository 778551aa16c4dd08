/** The SPI of a backing store, so that others can add storage as a service without touching SCSI. */
@Version("0.1.0")
package org.scst.vdisk.store;

import org.osgi.annotation.versioning.Version;
