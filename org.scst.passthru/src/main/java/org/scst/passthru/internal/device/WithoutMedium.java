package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * READ and WRITE of the kinds that end in {@code _perf}: completed at once, without the device. Reads give zeroes, for a buffer may hold
 * what another initiator wrote.
 *
 * <p><i>Threading:</i> stateless.
 *
 * @param passage that knows how much data moves
 */
record WithoutMedium(Passage passage) implements CommandHandler {
    @Override
    public Outcome parse(DeviceCommand command) {
        return passage.parse(command);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuf data = command.data();
        if (data != null && !data.isReadable()) {
            data.writeZero(command.length());
        }
        return Outcome.GOOD;
    }
}
