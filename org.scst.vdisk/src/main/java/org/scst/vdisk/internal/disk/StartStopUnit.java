package org.scst.vdisk.internal.disk;

import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * START STOP UNIT: a stopped disk is NOT READY until it is started again; a removable medium can be ejected and loaded. There are
 * no power conditions.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class StartStopUnit implements CommandHandler {
    private static final int OPTIONS = 4;
    private static final int POWER_CONDITION_MASK = 0xF0;
    private static final int NO_FLUSH_BIT = 2;
    private static final int LOEJ_BIT = 1;
    private static final int START_BIT = 0;
    private static final Outcome POWER_CONDITION_REFUSED = Outcome.check(Sense.invalidFieldInCdb(OPTIONS, 7));
    private static final Outcome LOEJ_REFUSED = Outcome.check(Sense.invalidFieldInCdb(OPTIONS, LOEJ_BIT));
    private static final Outcome REMOVAL_PREVENTED =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
    private final BlockMedium medium;
    private final Readiness readiness;

    StartStopUnit(BlockMedium medium, Readiness readiness) {
        this.medium = medium;
        this.readiness = readiness;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        if ((cdb.u8(OPTIONS) & POWER_CONDITION_MASK) != 0) {
            return POWER_CONDITION_REFUSED;
        }
        boolean removable = medium.settings().medium().removable();
        return cdb.bit(OPTIONS, LOEJ_BIT) && !removable ? LOEJ_REFUSED : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return command.handOver();
    }

    /** IMMED is answered late: nothing here takes longer than a flush. */
    @Override
    public Outcome processBlocking(DeviceCommand command) {
        Cdb cdb = command.cdb();
        boolean loadOrEject = cdb.bit(OPTIONS, LOEJ_BIT);
        if (loadOrEject && medium.removalPrevented()) {
            return REMOVAL_PREVENTED;
        }
        if (cdb.bit(OPTIONS, START_BIT)) {
            readiness.start(loadOrEject);
            return Outcome.GOOD;
        }
        if (!cdb.bit(OPTIONS, NO_FLUSH_BIT)) {
            try {
                medium.flush();
            } catch (IOException e) {
                return Outcome.WRITE_ERROR;
            }
        }
        readiness.stop(loadOrEject);
        return Outcome.GOOD;
    }
}
