package org.scst.user.internal.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.scst.user.wire.QueueLayout;

/**
 * A private copy of what a process has answered to a request of full mode, not judged yet.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param result of {@link org.scst.user.wire.Operation}
 * @param length bytes of data that it says to have given; unsigned
 * @param status the STATUS byte
 * @param flags of {@link org.scst.user.wire.Operation}
 * @param blockLength in force from now on, where the flags say so
 * @param sense sense data, as much as it says to be there and an entry holds
 * @param senseLength how much it says to be there
 */
public record CommandReply(
        int result, int length, int status, int flags, int blockLength, byte[] sense, int senseLength) {

    /** Reads each field once. */
    static CommandReply read(MemorySegment memory, long at) {
        int senseLength = memory.get(ValueLayout.JAVA_BYTE, at + QueueLayout.SENSE_LENGTH) & 0xFF;
        byte[] sense = new byte[Math.min(senseLength, QueueLayout.LONGEST_SENSE)];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at + QueueLayout.SENSE, sense, 0, sense.length);
        return new CommandReply(
                memory.get(ValueLayout.JAVA_SHORT, at + QueueLayout.RESULT) & 0xFFFF,
                memory.get(ValueLayout.JAVA_INT, at + QueueLayout.REPLY_LENGTH),
                memory.get(ValueLayout.JAVA_BYTE, at + QueueLayout.STATUS) & 0xFF,
                memory.get(ValueLayout.JAVA_SHORT, at + QueueLayout.REPLY_FLAGS) & 0xFFFF,
                memory.get(ValueLayout.JAVA_INT, at + QueueLayout.BLOCK_LENGTH),
                sense,
                senseLength);
    }

    /** Whether a flag is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
