package org.scst.core.internal.copy;

import java.nio.ByteBuffer;

/**
 * Parameter lists and CDBs of token transfers as an initiator makes them.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class TokenLists {
    private TokenLists() {}

    /** Parameter list of POPULATE TOKEN for pairs of first block and number of blocks. */
    public static byte[] populate(int flags, int timeout, int rodType, long... ranges) {
        ByteBuffer list = ByteBuffer.allocate(16 + ranges.length * 8);
        list.putShort((short) (list.capacity() - 2))
                .put((byte) flags)
                .putInt(4, timeout)
                .putInt(8, rodType)
                .putShort(14, (short) (list.capacity() - 16));
        return ranges(list, 16, ranges);
    }

    /** Parameter list of WRITE USING TOKEN. */
    public static byte[] writeUsing(byte[] token, int flags, long offset, long... ranges) {
        ByteBuffer list = ByteBuffer.allocate(536 + ranges.length * 8);
        list.putShort((short) (list.capacity() - 2))
                .put((byte) flags)
                .putLong(8, offset)
                .put(16, token)
                .putShort(534, (short) (list.capacity() - 536));
        return ranges(list, 536, ranges);
    }

    private static byte[] ranges(ByteBuffer list, int from, long... ranges) {
        for (int i = 0; i < ranges.length; i += 2) {
            list.putLong(from + i * 8, ranges[i]).putInt(from + i * 8 + 8, (int) ranges[i + 1]);
        }
        return list.array();
    }

    /** The block device zero ROD token. */
    public static byte[] zeroToken() {
        return ByteBuffer.allocate(512)
                .putInt(0xFFFF_0001)
                .putShort(6, (short) 0x1F8)
                .array();
    }

    /** POPULATE TOKEN (10h) or WRITE USING TOKEN (11h). */
    public static byte[] cdb(int serviceAction, int identifier, int length) {
        return ByteBuffer.wrap(Lists.cdb(0x83, serviceAction, length))
                .putInt(6, identifier)
                .array();
    }
}
