package org.scst.passthru.internal.device;

import java.util.function.IntSupplier;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.DataDirection;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.SequentialCommands;

/**
 * READ, WRITE and VERIFY of sequential-access devices (SSC-4): with FIXED one their length counts blocks of the length in force. A read
 * that ends at a block of another length, a filemark or an end still has data; how much of it, the INFORMATION field says best.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class TapeTransfer implements Passage {
    private static final int VERIFY_6 = 0x13;
    private static final int BYTCMP_BIT = 1;
    private static final Outcome NO_BLOCK_LENGTH =
            Outcome.check(Sense.invalidFieldInCdb(1, SequentialCommands.FIXED_BIT));

    private final DataDirection direction;
    private final IntSupplier blockLength;

    /** @param blockLength in force; 0 when blocks may have any length */
    TapeTransfer(DataDirection direction, IntSupplier blockLength) {
        this.direction = direction;
        this.blockLength = blockLength;
    }

    private static boolean fixed(Cdb cdb) {
        return cdb.bit(1, SequentialCommands.FIXED_BIT);
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        long count = cdb.u24(2);
        if (cdb.operationCode() == VERIFY_6 && !cdb.bit(1, BYTCMP_BIT)) {
            count = 0;
        }
        int unit = fixed(cdb) ? blockLength.getAsInt() : 1;
        if (unit == 0 && count > 0) {
            return NO_BLOCK_LENGTH;
        }
        command.transfer(direction, count * unit);
        return null;
    }

    @Override
    public boolean hasData(DeviceCommand command, Outcome outcome) {
        Sense sense = outcome.sense();
        return direction == DataDirection.FROM_DEVICE
                && sense != null
                && !sense.deferred()
                && sense.informationValid()
                && (sense.key() == SenseKey.NO_SENSE || sense.key() == SenseKey.BLANK_CHECK);
    }

    /** INFORMATION: blocks or bytes asked for less those that were there; below zero for a block that was longer. */
    @Override
    public int residual(DeviceCommand command, Outcome outcome, int length, int residual) {
        long missing = residual;
        if (hasData(command, outcome)) {
            int unit = fixed(command.cdb()) ? blockLength.getAsInt() : 1;
            missing = Math.max(residual, (int) outcome.sense().information() * (long) unit);
        }
        return (int) Math.clamp(missing, 0L, length);
    }
}
