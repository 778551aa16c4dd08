package org.scst.vdisk.internal.file;

/**
 * Tells one file from another, whatever its name.
 *
 * <p><i>Threading:</i> immutable.
 */
record FileIdentity(long device, long inode) {

    /** As a lease names it. */
    String backingObject() {
        return device + ":" + inode;
    }
}
