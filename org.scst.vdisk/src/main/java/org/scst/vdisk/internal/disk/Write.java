package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * WRITE (6), (10), (12), (16), (32). With FUA, or without write cache, a write is durable when it is answered.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Write implements CommandHandler {
    private static final int WRITE_6 = 0x0A;
    private final BlockMedium medium;
    private final BegunAccesses begun;

    Write(BlockMedium medium) {
        this.medium = medium;
        this.begun = new BegunAccesses(medium, medium.errors()::writeFailed);
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return TransferFields.judgeProtection(command, medium.protectionType());
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (command.data() == null) {
            return Outcome.GOOD;
        }
        if (medium.protectedBlocks() != null || durable(command) || medium.outdated(command)) {
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
        return medium.store().beginsWrites() && begin(command) ? null : command.handOver();
    }

    private boolean begin(DeviceCommand command) {
        BegunAccess access = begun.take(command, 0);
        if (medium.store().beginWrite(medium.bytes(command.windowLba()), command.data(), access)) {
            return true;
        }
        begun.notBegun(access, 0);
        return false;
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        if (medium.outdated(command)) {
            return Outcome.BUSY;
        }
        return medium.protectedBlocks() == null
                ? write(command, durable(command))
                : medium.protectedBlocks().write(command);
    }

    private boolean durable(DeviceCommand command) {
        return !medium.writeCacheEnabled()
                || command.cdb().operationCode() != WRITE_6
                        && TransferFields.forceUnitAccess(command.cdb())
                        && !medium.cacheIsNonVolatile();
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
