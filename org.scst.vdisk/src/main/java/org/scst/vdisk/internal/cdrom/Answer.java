package org.scst.vdisk.internal.cdrom;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * Parameter data on its way to the initiator, cut at the allocation length.
 *
 * <p><i>Threading:</i> stateless.
 */
final class Answer {
    private Answer() {}

    /** What was put so far. */
    static Outcome send(DeviceCommand command, ByteBuffer answer) {
        ByteBuf data = command.data();
        if (data != null) {
            data.writeBytes(answer.array(), 0, Math.min(answer.position(), data.writableBytes()));
        }
        return Outcome.GOOD;
    }
}
