package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * REQUEST SENSE: a unit attention condition of the nexus, which core keeps, else what the device says: how far a format is, for one.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class RequestSense implements CommandHandler {
    private final DeviceContext context;
    private final CommandHandler forwarding;

    RequestSense(PassthroughDevice device, DeviceContext context) {
        this.context = context;
        this.forwarding = new Forwarding(device, Passage.PLAIN);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        Sense pending = context.takeUnitAttention(command);
        return pending == null ? forwarding.process(command) : write(pending, command);
    }

    private static Outcome write(Sense sense, DeviceCommand command) {
        byte[] bytes = new byte[Sense.MAX_LENGTH];
        int length = command.cdb().bit(1, 0) ? sense.writeDescriptor(bytes, 0) : sense.writeFixed(bytes, 0);
        ByteBuf data = command.data();
        if (data != null) {
            data.writeBytes(bytes, 0, Math.min(length, data.writableBytes()));
        }
        return Outcome.GOOD;
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        return forwarding.processBlocking(command);
    }
}
