package org.scst.vdisk.internal.disk;

import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * WRITE AND VERIFY (10), (12), (16), (32): the write is durable before it is verified. BYTCHK 00b reads the blocks back, 01b compares
 * them too; 10b and 11b are reserved here.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class WriteAndVerify implements CommandHandler {
    private static final int COMPARE = 1;
    private final BlockMedium medium;
    private final Comparison comparison;

    WriteAndVerify(BlockMedium medium) {
        this.medium = medium;
        this.comparison = new Comparison(medium);
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return TransferFields.byteCheck(command.cdb()) > COMPARE
                ? TransferFields.byteCheckRefused(command.cdb())
                : TransferFields.judgeProtection(command, medium.protectionType());
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return command.data() == null ? Outcome.GOOD : command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        if (medium.outdated(command)) {
            return Outcome.BUSY;
        }
        if (medium.protectedBlocks() != null) {
            Outcome written = medium.protectedBlocks().write(command);
            return written == Outcome.GOOD ? medium.protectedBlocks().verifyWritten(command) : written;
        }
        try {
            medium.write(command.windowLba(), command.data(), true);
        } catch (IOException e) {
            return medium.errors().writeFailed(command.windowLba(), e);
        }
        return TransferFields.byteCheck(command.cdb()) == COMPARE
                ? comparison.equal(command, command.windowLba(), command.length(), command.data(), command.offset())
                : comparison.readable(command, command.windowLba(), command.windowBlocks());
    }
}
