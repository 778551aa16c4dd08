/**
 * The vocabulary of SAM, SPC and SBC: values and codecs, without OSGi and without threads.
 *
 * <p><i>Threading:</i> everything here is immutable, except {@link org.scst.core.scsi.Cdb}, which belongs to its command.
 * <i>Ownership:</i> no type keeps an array it was given nor hands out one that it keeps.
 */
@Version("1.3.0")
package org.scst.core.scsi;

import org.osgi.annotation.versioning.Version;
