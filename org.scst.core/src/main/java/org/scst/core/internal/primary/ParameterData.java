package org.scst.core.internal.primary;

import io.netty.buffer.ByteBuf;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * Parameter data on its way to the initiator, cut at the allocation length.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class ParameterData {
    private ParameterData() {}

    /** Fills the command's buffer as far as it goes. */
    public static Outcome send(DeviceCommand command, byte[] bytes) {
        return send(command, bytes, bytes.length);
    }

    /** The same with the first {@code length} bytes. */
    public static Outcome send(DeviceCommand command, byte[] bytes, int length) {
        ByteBuf data = command.data();
        if (data != null) {
            data.writeBytes(bytes, 0, Math.min(length, data.writableBytes()));
        }
        return Outcome.GOOD;
    }
}
