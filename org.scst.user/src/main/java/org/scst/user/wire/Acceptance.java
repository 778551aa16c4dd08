package org.scst.user.wire;

import java.nio.ByteBuffer;

/**
 * The message ACCEPTED: where things are in the memory files that come along. Its descriptors are, in this order, the memory file of
 * the rings, that of the data, and for each queue the event of its requests and the event of its replies.
 *
 * <pre>
 *   0 type, length     8 control size    16 data size    24 queues    28 entries    32 bytes of a queue    36 zeroes to 63
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param controlSize bytes of the rings' memory file
 * @param dataSize bytes of the data's
 * @param queues as registered
 * @param entries as registered
 * @param queueSize bytes of one queue; the first begins at 0
 */
public record Acceptance(long controlSize, long dataSize, int queues, int entries, int queueSize) {
    private static final int LENGTH = 64;
    private static final int CONTROL_SIZE_OFFSET = 8;
    private static final int DATA_SIZE_OFFSET = 16;
    private static final int QUEUES_OFFSET = 24;
    private static final int ENTRIES_OFFSET = 28;
    private static final int QUEUE_SIZE_OFFSET = 32;

    /** The message. */
    public byte[] write() {
        return Wire.message(Wire.ACCEPTED, LENGTH)
                .putLong(CONTROL_SIZE_OFFSET, controlSize)
                .putLong(DATA_SIZE_OFFSET, dataSize)
                .putInt(QUEUES_OFFSET, queues)
                .putInt(ENTRIES_OFFSET, entries)
                .putInt(QUEUE_SIZE_OFFSET, queueSize)
                .array();
    }

    /** Reads it; whoever sent it is trusted. */
    public static Acceptance read(byte[] bytes) {
        ByteBuffer message = Wire.fields(bytes);
        return new Acceptance(
                message.getLong(CONTROL_SIZE_OFFSET),
                message.getLong(DATA_SIZE_OFFSET),
                message.getInt(QUEUES_OFFSET),
                message.getInt(ENTRIES_OFFSET),
                message.getInt(QUEUE_SIZE_OFFSET));
    }
}
