package org.scst.vdisk.internal.cdrom;

import io.netty.buffer.ByteBuf;

/**
 * The main channel selection bits of READ CD, for sectors of Mode 1 (MMC-6): which parts of a sector are wanted. Parts that follow
 * one another on the disc only; a Mode 1 sector has no sub-header.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param from first byte of a sector that is wanted
 * @param to byte behind the last
 */
record MainChannel(int from, int to) {
    private static final int SYNC = 0x80;
    private static final int HEADER = 0x20;
    private static final int USER_DATA = 0x10;
    private static final int EDC_AND_ECC = 0x08;
    /** In the order of the disc, and where each begins. */
    private static final int[] PARTS = {SYNC, HEADER, USER_DATA, EDC_AND_ECC};

    private static final int[] BEGINNINGS = {
        0, Mode1Sector.HEADER, Mode1Sector.USER_DATA, Mode1Sector.EDC, Mode1Sector.LENGTH
    };

    /** Of byte 9 of the CDB; {@code null} when there is something between the parts that is not wanted. */
    static MainChannel of(int selection) {
        int first = -1;
        int behind = 0;
        for (int i = 0; i < PARTS.length; i++) {
            if ((selection & PARTS[i]) == 0) {
                continue;
            }
            if (first >= 0 && behind != i) {
                return null;
            }
            first = first < 0 ? i : first;
            behind = i + 1;
        }
        return first < 0 ? new MainChannel(0, 0) : new MainChannel(BEGINNINGS[first], BEGINNINGS[behind]);
    }

    /** Whether that is what an image has, or nothing. */
    boolean userDataOnly() {
        return from == Mode1Sector.USER_DATA && to == Mode1Sector.EDC || length() == 0;
    }

    /** Bytes of each sector. */
    int length() {
        return to - from;
    }

    /**
     * Appends a part of what is wanted of a row of sectors.
     *
     * @param lba of the first sector
     * @param userData of the sectors, from its reader index on
     * @param offset of the part within what is wanted of all of them
     * @param length of the part in bytes
     */
    void append(long lba, ByteBuf userData, int offset, int length, ByteBuf target) {
        Mode1Sector sector = new Mode1Sector();
        int done = 0;
        while (done < length) {
            int number = (offset + done) / length();
            int within = (offset + done) % length();
            int count = Math.min(length() - within, length - done);
            byte[] made = sector.of(lba + number, userData, userData.readerIndex() + number * Feature.BLOCK_LENGTH);
            target.writeBytes(made, from + within, count);
            done += count;
        }
    }
}
