package org.scst.vdisk.internal.disk;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * VERIFY (10), (12), (16), (32): BYTCHK 00b reads the blocks, 01b compares them with as much data, 11b compares each with one block of
 * data.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Verify implements CommandHandler {
    private static final int READ_ONLY = 0;
    private static final int COMPARE = 1;
    private static final int RESERVED = 2;
    private final BlockMedium medium;
    private final Comparison comparison;

    Verify(BlockMedium medium) {
        this.medium = medium;
        this.comparison = new Comparison(medium);
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        int check = TransferFields.byteCheck(command.cdb());
        return check == RESERVED
                ? TransferFields.byteCheckRefused(command.cdb())
                : TransferFields.judgeProtection(command, medium.protectionType());
    }

    @Override
    public Outcome process(DeviceCommand command) {
        boolean nothing = command.data() == null && TransferFields.byteCheck(command.cdb()) != READ_ONLY;
        return command.blocks() == 0 || nothing ? Outcome.GOOD : command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        if (medium.outdated(command)) {
            return Outcome.BUSY;
        }
        boolean oneForAll = TransferFields.byteCheck(command.cdb()) > RESERVED;
        if (oneForAll && !TransferFields.broughtOneBlock(command, medium.blockLength())) {
            return TransferFields.DATA_TOO_SHORT;
        }
        if (medium.protectedBlocks() != null) {
            return medium.protectedBlocks().verify(command);
        }
        return switch (TransferFields.byteCheck(command.cdb())) {
            case READ_ONLY -> comparison.readable(command, command.lba(), command.blocks());
            case COMPARE ->
                comparison.equal(command, command.windowLba(), command.length(), command.data(), command.offset());
            default -> comparison.equal(command, command.lba(), medium.bytes(command.blocks()), command.data(), 0);
        };
    }
}
