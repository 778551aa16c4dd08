package org.scst.vdisk.internal.cdrom;

/**
 * What a disc passes for, by its size: a profile of GET CONFIGURATION.
 *
 * <p><i>Threading:</i> immutable.
 */
enum DiscType {
    NONE(0x0000, 0),
    CD_ROM(0x0008, 1),
    DVD_ROM(0x0010, 16);

    /** 80 minutes of 75 blocks a second. */
    private static final long MOST_CD_BLOCKS = 80 * 60 * 75;

    private final int profile;
    private final int blocking;

    DiscType(int profile, int blocking) {
        this.profile = profile;
        this.blocking = blocking;
    }

    static DiscType of(long blocks) {
        if (blocks == 0) {
            return NONE;
        }
        return blocks <= MOST_CD_BLOCKS ? CD_ROM : DVD_ROM;
    }

    int profile() {
        return profile;
    }

    /** Blocks that are read from the disc together. */
    int blocking() {
        return blocking;
    }
}
