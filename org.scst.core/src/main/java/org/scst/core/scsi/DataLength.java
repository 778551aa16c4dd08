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
    /** The field counts logical blocks, whose user data is transferred if that is selected (MMC-6, READ CD: byte 9, bit 4). */
    USER_DATA(true),
    /** Only the device server can tell. */
    UNKNOWN(false);

    private static final int MAIN_CHANNEL = 9;
    private static final int USER_DATA_BIT = 4;
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
            case ONE_BLOCK_UNLESS_NDOB -> cdb.bit(options(cdb), 0) ? 0 : blockLength;
            case BLOCK_PAIRS -> 2 * count * blockLength;
            case USER_DATA -> cdb.bit(MAIN_CHANNEL, USER_DATA_BIT) ? count * blockLength : 0;
            case BYTE_CHECK -> byteCheck(cdb, count, blockLength);
            case UNKNOWN -> -1;
        };
    }

    /** Byte 1 is byte 10 in a variable length CDB. */
    private static int options(Cdb cdb) {
        return cdb.operationCode() == Cdb.VARIABLE_LENGTH ? 10 : 1;
    }

    private static long byteCheck(Cdb cdb, long count, int blockLength) {
        return switch (cdb.u8(options(cdb)) >> 1 & 3) {
            case 1 -> count * blockLength;
            case 3 -> count == 0 ? 0 : blockLength;
            default -> 0;
        };
    }
}
