package org.scst.core.scsi;

/**
 * How the length of a command's data follows from its CDB.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum DataLength {
    /** There is no data and no length field. */
    NONE(false),
    /** The standard fixes the number of bytes. */
    FIXED(false),
    /** ALLOCATION LENGTH: the most bytes of Data-In that the application client takes. */
    ALLOCATION(false),
    /** PARAMETER LIST LENGTH: bytes of Data-Out. */
    PARAMETER_LIST(false),
    /** The field counts logical blocks, and each is transferred. */
    BLOCKS(true),
    /** The field counts logical blocks of which none is transferred. */
    BLOCKS_WITHOUT_DATA(true),
    /** The field counts logical blocks; one is transferred for all of them. */
    ONE_BLOCK(true),
    /** As {@link #ONE_BLOCK}, but none when NDOB (byte 1, bit 0) is set. */
    ONE_BLOCK_UNLESS_NDOB(true),
    /** The field counts logical blocks; each is transferred twice: to compare, to write. */
    BLOCK_PAIRS(true),
    /**
     * The field counts logical blocks; BYTCHK (byte 1, bits 2 and 1) decides what is transferred: 01b all of them, 11b one for
     * all, else none (SBC-3, VERIFY).
     */
    BYTE_CHECK(true),
    /** Only the device server can tell. */
    UNKNOWN(false);

    private final boolean countsBlocks;

    DataLength(boolean countsBlocks) {
        this.countsBlocks = countsBlocks;
    }

    /** Whether the length field counts logical blocks. */
    public boolean countsBlocks() {
        return countsBlocks;
    }

    /**
     * Bytes of data.
     *
     * @param count value of the length field, or the fixed number of bytes
     * @param blockLength bytes of a logical block
     * @return the number, or -1 for {@link #UNKNOWN}
     */
    long bytes(Cdb cdb, long count, int blockLength) {
        return switch (this) {
            case NONE, BLOCKS_WITHOUT_DATA -> 0;
            case FIXED, ALLOCATION, PARAMETER_LIST -> count;
            case BLOCKS -> count * blockLength;
            case ONE_BLOCK -> blockLength;
            case ONE_BLOCK_UNLESS_NDOB -> cdb.bit(1, 0) ? 0 : blockLength;
            case BLOCK_PAIRS -> 2 * count * blockLength;
            case BYTE_CHECK -> byteCheck(cdb, count, blockLength);
            case UNKNOWN -> -1;
        };
    }

    private static long byteCheck(Cdb cdb, long count, int blockLength) {
        return switch (cdb.u8(1) >> 1 & 3) {
            case 1 -> count * blockLength;
            case 3 -> count == 0 ? 0 : blockLength;
            default -> 0;
        };
    }
}
