package org.scst.vdisk.internal.file;

/**
 * Tells one file or block device from another, whatever its name.
 *
 * <p><i>Threading:</i> immutable.
 */
record FileIdentity(long device, long inode) {

    /** Of a block device, whatever its names; no file has the inode number 0. */
    static FileIdentity ofBlockDevice(long represents) {
        return new FileIdentity(represents, 0);
    }

    /** As a lease names it. */
    String backingObject() {
        return device + ":" + inode;
    }
}
