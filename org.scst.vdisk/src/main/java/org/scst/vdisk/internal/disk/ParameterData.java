package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * Parameter data on its way to the initiator, cut at the allocation length.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ParameterData {
    private ParameterData() {}

    /** Fills the command's buffer as far as it goes. */
    static Outcome send(DeviceCommand command, byte[] bytes) {
        ByteBuf data = command.data();
        if (data != null) {
            data.writeBytes(bytes, 0, Math.min(bytes.length, data.writableBytes()));
        }
        return Outcome.GOOD;
    }
}
