package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.internal.logicalunit.RodTokens;
import org.scst.core.scsi.AdditionalSense;

/**
 * The parameter lists of POPULATE TOKEN and WRITE USING TOKEN (SBC-3): ranges of blocks, in the order of the data.
 *
 * <pre>
 * POPULATE TOKEN                                  WRITE USING TOKEN
 *   0   POPULATE TOKEN DATA LENGTH (2)              0   WRITE USING TOKEN DATA LENGTH (2)
 *   2   RTV(1) IMMED(0)                             2   DEL_TKN(1) IMMED(0)
 *   4   INACTIVITY TIMEOUT (4)                      8   OFFSET INTO ROD (8), in blocks
 *   8   ROD TYPE (4)                                16  ROD TOKEN (512)
 *   14  BLOCK DEVICE RANGE DESCRIPTOR LENGTH (2)    534 BLOCK DEVICE RANGE DESCRIPTOR LENGTH (2)
 *   16- descriptors                                 536- descriptors
 *
 * descriptor: LOGICAL BLOCK ADDRESS (8), NUMBER OF LOGICAL BLOCKS (4), reserved (4)
 * </pre>
 *
 * <p>IMMED lets the status come before the end: here it comes with it, for a token transfer is bounded.
 *
 * <p><i>Threading:</i> immutable.
 */
sealed interface TokenParameterList {
    /** Longest list that is looked at. */
    int MOST_BYTES = 2 + 0xFFFF;

    private static void verifyDataLength(ByteBuffer list, int least) throws CopyRefusedException {
        if (Short.toUnsignedInt(list.getShort(0)) < least) {
            throw CopyRefusedException.field(0, 7);
        }
    }

    /** Of descriptors that are cut only the whole ones count. */
    private static List<BlockRange> readRanges(ByteBuffer list, int lengthAt, int blockLength)
            throws CopyRefusedException {
        int length = Short.toUnsignedInt(list.getShort(lengthAt));
        if (length < 16) {
            throw CopyRefusedException.field(lengthAt, 7);
        }
        int from = lengthAt + 2;
        int count = Math.min(length, list.capacity() - from) / 16;
        if (count > CopyLimits.RANGE_DESCRIPTORS) {
            throw CopyRefusedException.illegal(AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS);
        }
        List<BlockRange> ranges = new ArrayList<>();
        long total = 0;
        for (int at = from; at < from + count * 16; at += 16) {
            BlockRange range = new BlockRange(list.getLong(at), Integer.toUnsignedLong(list.getInt(at + 8)));
            if (ranges.stream().anyMatch(range::overlaps)) {
                throw CopyRefusedException.field(at, 7);
            }
            total += range.blocks();
            if (total > CopyLimits.TOKEN_BYTES / blockLength) {
                throw CopyRefusedException.field(at + 8, 7);
            }
            ranges.add(range);
        }
        return List.copyOf(ranges);
    }

    /**
     * What a token is to stand for.
     *
     * @param timeoutSeconds of its inactivity
     */
    record Populate(int timeoutSeconds, List<BlockRange> ranges) implements TokenParameterList {
        private static final int HEADER = 16;
        private static final int LEAST_DATA_LENGTH = 0x1E;
        private static final int RTV = 0x02;
        private static final int POINT_IN_TIME_DEFAULT = 0x0080_0000;
        private static final int POINT_IN_TIME_ANY = 0x0080_FFFF;

        static Populate read(byte[] bytes, int blockLength) throws CopyRefusedException {
            if (bytes.length < HEADER) {
                throw CopyRefusedException.lengthError();
            }
            ByteBuffer list = ByteBuffer.wrap(bytes);
            verifyDataLength(list, LEAST_DATA_LENGTH);
            int timeout = list.getInt(4);
            if (Integer.compareUnsigned(timeout, CopyLimits.INACTIVITY_TIMEOUT) > 0) {
                throw CopyRefusedException.field(4, 7);
            }
            if ((list.get(2) & RTV) != 0 && !supported(list.getInt(8))) {
                throw CopyRefusedException.field(8, 7);
            }
            return new Populate(
                    timeout == 0 ? CopyLimits.DEFAULT_INACTIVITY_TIMEOUT : timeout, readRanges(list, 14, blockLength));
        }

        private static boolean supported(int rodType) {
            return rodType == POINT_IN_TIME_DEFAULT
                    || rodType == RodTokens.CHANGE_VULNERABLE
                    || rodType == POINT_IN_TIME_ANY;
        }
    }

    /**
     * Where what a token stands for is to be written.
     *
     * @param delete whether the token is not needed any more
     * @param offset blocks of the token's data that are left out
     */
    record WriteUsing(boolean delete, long offset, byte[] token, List<BlockRange> ranges)
            implements TokenParameterList {
        private static final int HEADER = 536;
        private static final int LEAST_DATA_LENGTH = 0x226;
        private static final int DEL_TKN = 0x02;
        private static final int TOKEN_OFFSET = 16;

        static WriteUsing read(byte[] bytes, int blockLength) throws CopyRefusedException {
            if (bytes.length < HEADER) {
                throw CopyRefusedException.lengthError();
            }
            ByteBuffer list = ByteBuffer.wrap(bytes);
            verifyDataLength(list, LEAST_DATA_LENGTH);
            byte[] token = Arrays.copyOfRange(bytes, TOKEN_OFFSET, TOKEN_OFFSET + RodTokens.LENGTH);
            if (Short.toUnsignedInt(list.getShort(TOKEN_OFFSET + 6)) != RodTokens.TOKEN_LENGTH_FIELD) {
                throw CopyRefusedException.illegal(AdditionalSense.INVALID_TOKEN_OPERATION_INVALID_TOKEN_LENGTH);
            }
            return new WriteUsing(
                    (list.get(2) & DEL_TKN) != 0, list.getLong(8), token, readRanges(list, 534, blockLength));
        }

        /** ROD TYPE of the token. */
        int rodType() {
            return ByteBuffer.wrap(token).getInt();
        }
    }
}
