package org.scst.user.client;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/**
 * A command in full mode, and what it is answered.
 *
 * <p><i>Threading:</i> confined to the thread that processes it.
 */
public final class FullCommand {
    private static final int CHECK_CONDITION = 0x02;

    private final byte[] cdb;
    private final MemorySegment data;
    private final boolean fromInitiator;
    private final boolean more;
    private final long offset;
    private final long transferLength;
    private final BooleanSupplier aborted;
    int status;
    int moved;
    boolean withData;
    byte[] sense = {};
    int blockLength = -1;

    FullCommand(
            byte[] cdb,
            MemorySegment data,
            boolean fromInitiator,
            boolean more,
            long offset,
            long transferLength,
            BooleanSupplier aborted) {
        this.cdb = cdb;
        this.data = data;
        this.fromInitiator = fromInitiator;
        this.more = more;
        this.offset = offset;
        this.transferLength = transferLength;
        this.aborted = aborted;
    }

    /** The CDB; the command's own copy. */
    public byte[] cdb() {
        return cdb;
    }

    /** What has come from the initiator, or room for what goes to it. */
    public MemorySegment data() {
        return data;
    }

    /** Whether data has come. */
    public boolean fromInitiator() {
        return fromInitiator;
    }

    /** Whether more data of the same command follows, once this has ended GOOD with all of its data. */
    public boolean more() {
        return more;
    }

    /** Where this data belongs in that of the whole command, in bytes. */
    public long offset() {
        return offset;
    }

    /** Bytes of the whole command's data. */
    public long transferLength() {
        return transferLength;
    }

    /**
     * Whether nobody waits for it any more: the initiator has aborted it, was lost, or was answered since it took too long. It may be
     * ended early, and how it ends nobody is told. Costs a look into memory, on any thread while it is processed.
     */
    public boolean aborted() {
        return aborted.getAsBoolean();
    }

    /**
     * GOOD, and so many bytes go to the initiator.
     *
     * @param bytes at most what {@link #data} has
     */
    public void good(int bytes) {
        status = 0;
        moved = bytes;
    }

    /** Another status than GOOD and CHECK CONDITION. */
    public void status(int code) {
        status = code;
    }

    /**
     * CHECK CONDITION.
     *
     * @param bytes sense data of either format, at most 96 bytes
     */
    public void check(byte[] bytes) {
        status = CHECK_CONDITION;
        sense = bytes.clone();
    }

    /** CHECK CONDITION, and so many bytes go to the initiator nevertheless. */
    public void check(byte[] bytes, int with) {
        check(bytes);
        moved = with;
        withData = true;
    }

    /** Of a tape: the blocks that FIXED counts have this length in bytes from now on; 0 for none. */
    public void blockLength(int bytes) {
        blockLength = bytes;
    }
}
