package org.scst.vdisk.internal.cdrom;

/**
 * What the commands tell of a drive.
 *
 * <p><i>Threading:</i> thread-safe; never blocks.
 */
interface DriveState {
    /** Blocks of the disc in reach; 0 when there is none. */
    long blocks();

    boolean trayOpen();

    /** Whether a disc is in reach. */
    default boolean discPresent() {
        return blocks() > 0;
    }
}
