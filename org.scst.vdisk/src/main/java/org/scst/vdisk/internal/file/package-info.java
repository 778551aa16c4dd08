/** The store {@code fileio}: a file, read and written through the kernel's page cache. */
package org.scst.vdisk.internal.file;
