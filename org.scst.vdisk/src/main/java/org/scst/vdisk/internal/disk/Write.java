package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * WRITE (6), (10), (12), (16). With FUA, or without write cache, a write is durable when it is answered.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Write implements CommandHandler {
    private static final int WRITE_6 = 0x0A;
    private final BlockMedium medium;

    Write(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return command.cdb().operationCode() == WRITE_6 ? null : TransferFields.protectionRefused(command.cdb());
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (command.data() == null) {
            return Outcome.GOOD;
        }
        if (durable(command)) {
            return command.handOver();
        }
        if (medium.beingChanged().kept()) {
            return command.handOverInBatch();
        }
        if (medium.store().writesWithoutBlocking()) {
            return write(command, false);
        }
        if (medium.store().writesInTurn()) {
            return command.handOverInBatch();
        }
        return medium.store().beginsWrites() && begun(command) ? null : command.handOver();
    }

    private boolean begun(DeviceCommand command) {
        long token = command.token();
        long lba = command.windowLba();
        return medium.store()
                .beginWrite(
                        medium.bytes(lba),
                        command.data(),
                        failure -> medium.complete(
                                command,
                                token,
                                failure == null ? Outcome.GOOD : medium.errors().writeFailed(lba, failure)));
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        return command.aborted() ? Outcome.TASK_ABORTED : write(command, durable(command));
    }

    private boolean durable(DeviceCommand command) {
        return !medium.writeCacheEnabled()
                || command.cdb().operationCode() != WRITE_6 && TransferFields.forceUnitAccess(command.cdb());
    }

    private Outcome write(DeviceCommand command, boolean durable) {
        ByteBuf data = command.data();
        try {
            medium.write(command.windowLba(), data, durable);
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().writeFailed(command.windowLba(), e);
        }
    }
}
