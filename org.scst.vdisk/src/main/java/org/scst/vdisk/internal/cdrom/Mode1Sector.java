package org.scst.vdisk.internal.cdrom;

import io.netty.buffer.ByteBuf;

/**
 * A sector of a data track as it stands on a CD (ECMA-130 clause 14, Mode 01), made from its user data: all else follows from these and
 * from the sector's address.
 *
 * <pre>
 *      0  sync (12)   12  address, in minutes, seconds and frames (3)  mode (1)   16  user data (2048)
 *   2064  EDC (4)   2068  zeroes (8)   2076  P-parity (172)   2248  Q-parity (104)
 * </pre>
 *
 * <p><i>Threading:</i> confined to the caller; used for one sector after another.
 */
final class Mode1Sector {
    static final int LENGTH = 2352;
    static final int HEADER = 12;
    static final int USER_DATA = 16;
    static final int EDC = 2064;

    private static final int USER_DATA_LENGTH = EDC - USER_DATA;
    private static final int P_PARITY = 2076;
    private static final int Q_PARITY = 2248;
    private static final int MODE_1 = 1;
    /** Frames before the first of the track: two seconds. */
    private static final int PREGAP = 150;

    private static final int FRAMES = 75;
    private static final int SECONDS = 60;
    /** (x^16 + x^15 + x^2 + 1)(x^16 + x^2 + x + 1), the least significant bit first (ECMA-130 14.3). */
    private static final int EDC_POLYNOMIAL = 0xD8018001;
    /** x^8 + x^4 + x^3 + x^2 + 1, of the field that the parities are in (ECMA-130 Annex A). */
    private static final int FIELD_POLYNOMIAL = 0x11D;

    private static final int P_COLUMNS = 43;
    private static final int P_DATA = 24;
    private static final int Q_DIAGONALS = 26;
    private static final int Q_DATA = 43;
    /** Words that Q-parity is made of: all up to itself. */
    private static final int Q_WORDS = (Q_PARITY - HEADER) / 2;

    private static final int[] EDC_OF = edcTable();
    private static final byte[] PER_ALPHA_PLUS_ONE = quotients();

    private final byte[] bytes = new byte[LENGTH];

    /** With the sync pattern, which all have. */
    Mode1Sector() {
        for (int i = 1; i < HEADER - 1; i++) {
            bytes[i] = (byte) 0xFF;
        }
    }

    private static int[] edcTable() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int edc = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                edc = edc >>> 1 ^ ((edc & 1) == 0 ? 0 : EDC_POLYNOMIAL);
            }
            table[i] = edc;
        }
        return table;
    }

    private static int timesAlpha(int value) {
        int shifted = value << 1;
        return shifted > 0xFF ? shifted ^ FIELD_POLYNOMIAL : shifted;
    }

    /** What gives each value when it is multiplied by alpha plus one. */
    private static byte[] quotients() {
        byte[] table = new byte[256];
        for (int i = 0; i < table.length; i++) {
            table[timesAlpha(i) ^ i] = (byte) i;
        }
        return table;
    }

    /** Makes the sector at an address of the user data at an index of the buffer; valid until the next. */
    byte[] of(long lba, ByteBuf userData, int index) {
        long frame = lba + PREGAP;
        bytes[HEADER] = decimal(frame / FRAMES / SECONDS);
        bytes[HEADER + 1] = decimal(frame / FRAMES % SECONDS);
        bytes[HEADER + 2] = decimal(frame % FRAMES);
        bytes[HEADER + 3] = MODE_1;
        userData.getBytes(index, bytes, USER_DATA, USER_DATA_LENGTH);
        int edc = 0;
        for (int i = 0; i < EDC; i++) {
            edc = edc >>> Byte.SIZE ^ EDC_OF[(edc ^ bytes[i]) & 0xFF];
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[EDC + i] = (byte) (edc >> i * Byte.SIZE);
        }
        for (int side = 0; side < 2; side++) {
            for (int column = 0; column < P_COLUMNS; column++) {
                parity(column, P_COLUMNS, P_DATA, Integer.MAX_VALUE, P_PARITY + 2 * column, P_COLUMNS, side);
            }
            for (int diagonal = 0; diagonal < Q_DIAGONALS; diagonal++) {
                int first = P_COLUMNS * diagonal;
                parity(first, P_COLUMNS + 1, Q_DATA, Q_WORDS, Q_PARITY + 2 * diagonal, Q_DIAGONALS, side);
            }
        }
        return bytes;
    }

    private static byte decimal(long number) {
        return (byte) (number / 10 << 4 | number % 10);
    }

    /**
     * Two parity bytes that make the sum of a vector zero, and also that of its bytes times alpha to the power of their places from the
     * end (ECMA-130 Annex A).
     *
     * @param word first of the vector, in words from the header on
     * @param step words to the next
     * @param count of words
     * @param around words after which it goes on at the first
     * @param at place of the first parity byte's word
     * @param apart words to the second
     * @param side byte of each word, 0 or 1
     */
    private void parity(int word, int step, int count, int around, int at, int apart, int side) {
        int sum = 0;
        int weighted = 0;
        int place = word;
        for (int i = 0; i < count; i++) {
            int value = bytes[HEADER + 2 * (place % around) + side] & 0xFF;
            sum ^= value;
            weighted = timesAlpha(weighted ^ value);
            place += step;
        }
        int first = PER_ALPHA_PLUS_ONE[timesAlpha(weighted) ^ sum] & 0xFF;
        bytes[at + side] = (byte) first;
        bytes[at + 2 * apart + side] = (byte) (first ^ sum);
    }
}
