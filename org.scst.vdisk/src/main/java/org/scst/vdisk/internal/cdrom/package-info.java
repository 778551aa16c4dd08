/** CD and DVD drives (MMC): an image in a file is the disc. */
package org.scst.vdisk.internal.cdrom;
