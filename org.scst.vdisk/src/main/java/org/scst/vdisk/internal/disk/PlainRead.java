package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * Reads the blocks that a command's row counts, whatever else its CDB says: of a medium that nobody writes.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class PlainRead implements CommandHandler {
    private final BlockMedium medium;

    PlainRead(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuf data = command.data();
        if (data == null) {
            return Outcome.GOOD;
        }
        int done = medium.store().readNonBlocking(medium.bytes(command.windowLba()), data, command.length());
        return done == command.length() ? Outcome.GOOD : command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        ByteBuf data = command.data();
        int done = data.readableBytes();
        try {
            medium.store().read(medium.bytes(command.windowLba()) + done, data, command.length() - done);
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(command.windowLba(), e);
        }
    }
}
