package org.scst.user.internal.queue;

/**
 * What a process is asked for.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param operation of {@link org.scst.user.wire.Operation}
 * @param flags of the same
 * @param offset on the medium in bytes
 * @param length bytes of data
 * @param data offset of the data in the data's memory file
 * @param range bytes of the medium, where no data moves; of a COMMAND all data of the command
 * @param cdb of a COMMAND, at most {@link org.scst.user.wire.QueueLayout#LONGEST_CDB} bytes; else {@code null}
 */
public record Request(int operation, int flags, long offset, int length, long data, long range, byte[] cdb) {

    /** One that moves data. */
    public static Request moving(int operation, int flags, long offset, int length, long data) {
        return new Request(operation, flags, offset, length, data, 0, null);
    }

    /** One that moves none. */
    public static Request of(int operation, long offset, long range) {
        return new Request(operation, 0, offset, 0, 0, range, null);
    }
}
