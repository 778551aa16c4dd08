package org.scst.runtime.itest.initiator;

import java.nio.ByteBuffer;

/**
 * CDBs of the commands that tests send, for logical blocks of 512 bytes.
 *
 * <p><i>Threading:</i> no state.
 */
public final class Cdbs {
    /** Logical block length of every disk of these tests. */
    public static final int BLOCK = 512;

    private Cdbs() {}

    /** TEST UNIT READY. */
    public static byte[] testUnitReady() {
        return new byte[6];
    }

    /** INQUIRY, standard data. */
    public static byte[] inquiry() {
        return new byte[] {0x12, 0, 0, 0, 96, 0};
    }

    /** RESERVE (6). */
    public static byte[] reserve() {
        return new byte[] {0x16, 0, 0, 0, 0, 0};
    }

    /** REPORT LUNS for {@code allocation} bytes. */
    public static byte[] reportLuns(int allocation) {
        return ByteBuffer.allocate(12).put((byte) 0xA0).putInt(6, allocation).array();
    }

    /** READ (10). */
    public static byte[] read(int lba, int blocks) {
        return blocks(0x28, lba, blocks);
    }

    /** WRITE (10). */
    public static byte[] write(int lba, int blocks) {
        return blocks(0x2A, lba, blocks);
    }

    private static byte[] blocks(int operationCode, int lba, int blocks) {
        return ByteBuffer.allocate(10)
                .put((byte) operationCode)
                .putInt(2, lba)
                .putShort(7, (short) blocks)
                .array();
    }
}
