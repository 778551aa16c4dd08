package org.scst.passthru.internal.generic;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.scst.core.scsi.DataDirection;

/**
 * One command for a real device.
 *
 * <p><i>Threading:</i> immutable, but for the data. <i>Ownership:</i> the data is borrowed from {@link ScsiGeneric#begin} until the
 * command is completed.
 *
 * @param cdb 6 to 32 bytes
 * @param direction NONE, FROM_DEVICE or TO_DEVICE
 * @param data in native memory; {@code null} without data. Its indices stay as they are.
 * @param index of the first byte
 * @param length bytes
 * @param timeout after which the kernel ends it
 */
public record ScsiRequest(byte[] cdb, DataDirection direction, ByteBuf data, int index, int length, Duration timeout) {

    /** Without data. */
    public static ScsiRequest without(Duration timeout, int... cdb) {
        return new ScsiRequest(bytes(cdb), DataDirection.NONE, null, 0, 0, timeout);
    }

    /** With Data-In that fills the buffer as far as it goes. */
    public static ScsiRequest in(Duration timeout, ByteBuf data, int... cdb) {
        return new ScsiRequest(bytes(cdb), DataDirection.FROM_DEVICE, data, 0, data.capacity(), timeout);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    long address() {
        return length == 0 ? 0 : data.memoryAddress() + index;
    }

    int timeoutMillis() {
        return (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    }
}
