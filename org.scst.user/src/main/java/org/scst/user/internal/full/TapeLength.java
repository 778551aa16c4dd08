package org.scst.user.internal.full;

import java.util.function.IntSupplier;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SequentialCommands;

/**
 * READ, WRITE and VERIFY of sequential-access devices: with FIXED one their length counts blocks of the length in force, as the process
 * has told it.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class TapeLength implements CommandRule {
    private static final int VERIFY_6 = 0x13;
    private static final int BYTCMP_BIT = 1;
    private static final Outcome NO_BLOCK_LENGTH =
            Outcome.check(Sense.invalidFieldInCdb(1, SequentialCommands.FIXED_BIT));

    private static final Outcome TOO_LONG = Outcome.check(Sense.invalidFieldInCdb(2, -1));

    private final DataDirection direction;
    private final IntSupplier blockLength;

    TapeLength(DataDirection direction, IntSupplier blockLength) {
        this.direction = direction;
        this.blockLength = blockLength;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        boolean moves = cdb.operationCode() != VERIFY_6 || cdb.bit(1, BYTCMP_BIT);
        long count = moves ? cdb.u24(2) : 0;
        int unit = cdb.bit(1, SequentialCommands.FIXED_BIT) ? blockLength.getAsInt() : 1;
        if (unit == 0 && count > 0) {
            return NO_BLOCK_LENGTH;
        }
        if (count * unit > HandedCommand.LONGEST) {
            return TOO_LONG;
        }
        command.transfer(direction, count * unit);
        return null;
    }
}
