package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * READ (6), (10), (12), (16). What is at hand is read on the caller's thread straight into the command's buffer, without lock or
 * allocation; only the rest is handed over.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Read implements CommandHandler {
    private static final int READ_6 = 0x08;
    private final BlockMedium medium;

    Read(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return command.cdb().operationCode() == READ_6 ? null : TransferFields.protectionRefused(command.cdb());
    }

    @Override
    public Outcome process(DeviceCommand command) {
        ByteBuf data = command.data();
        if (data == null) {
            return Outcome.GOOD;
        }
        if (fromMedium(command)) {
            return command.handOver();
        }
        int length = command.length();
        int done = medium.store().readNonBlocking(medium.bytes(command.windowLba()), data, length);
        return done == length ? Outcome.GOOD : later(command, data, done, length);
    }

    /** What is not at hand: the store reads it while nobody waits, or a thread does. */
    private Outcome later(DeviceCommand command, ByteBuf data, int done, int length) {
        long token = command.token();
        long lba = command.windowLba();
        boolean begun = medium.store()
                .beginRead(
                        medium.bytes(lba) + done,
                        data,
                        length - done,
                        failure -> medium.complete(
                                command,
                                token,
                                failure == null ? Outcome.GOOD : medium.errors().readFailed(lba, failure)));
        return begun ? null : command.handOver();
    }

    /** FUA asks for what is on the medium: what is newer in the cache has to go there first. */
    private static boolean fromMedium(DeviceCommand command) {
        return command.cdb().operationCode() != READ_6 && TransferFields.forceUnitAccess(command.cdb());
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        ByteBuf data = command.data();
        try {
            if (command.offset() == 0 && fromMedium(command)) {
                medium.flush();
            }
        } catch (IOException e) {
            return Outcome.WRITE_ERROR;
        }
        int done = data.readableBytes();
        long offset = medium.bytes(command.windowLba()) + done;
        try {
            medium.store().read(offset, data, command.length() - done);
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(command.windowLba(), e);
        }
    }
}
