package org.scst.user.wire;

/**
 * What a request asks for, and how a reply says that it went.
 *
 * <p><i>Threading:</i> constants.
 */
public final class Operation {
    /** Reads LENGTH bytes at OFFSET into the data at DATA. */
    public static final int READ = 1;

    /** Writes LENGTH bytes of the data at DATA to OFFSET; durably when {@link #DURABLE} is set. */
    public static final int WRITE = 2;

    /** Makes durable what was answered before. */
    public static final int FLUSH = 3;

    /** Gives the storage of RANGE bytes from OFFSET on back. */
    public static final int UNMAP = 4;

    /** Makes RANGE bytes from OFFSET on read as zeroes and keeps their storage. */
    public static final int ZERO = 5;

    /** How far from OFFSET on, RANGE bytes at most, storage stands behind the medium throughout, or nowhere. */
    public static final int EXTENT = 6;

    /** In full mode: processes the CDB of the request. */
    public static final int COMMAND = 7;

    /** In full mode: the logical unit is reset. Commands that were not answered before have been ended for the initiators. */
    public static final int RESET = 8;

    /** A flag: the write outlives a loss of power when it is answered. */
    public static final int DURABLE = 1;

    /** A flag of COMMAND: the data comes from the initiator. */
    public static final int DATA_OUT = 2;

    /** A flag of COMMAND: the data goes to the initiator. */
    public static final int DATA_IN = 4;

    /** A flag of COMMAND: more data of the same command follows in another request, once this one has ended GOOD. */
    public static final int MORE = 8;

    /** Done. */
    public static final int OK = 0;

    /** The block at ERROR_OFFSET cannot be read or written. */
    public static final int MEDIUM_ERROR = 1;

    /** No room for the write. */
    public static final int FULL = 2;

    /** Writes that were answered before may be lost. */
    public static final int WRITES_LOST = 3;

    /** A flag of a reply: data goes to the initiator although the status is CHECK CONDITION. */
    public static final int WITH_DATA = 1;

    /** A flag of a reply: from now on blocks have the length that it tells. */
    public static final int BLOCK_LENGTH = 2;

    private Operation() {}
}
