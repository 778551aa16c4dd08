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
 * START STOP UNIT: a stopped disk is NOT READY until it is started again; a removable medium can be ejected and loaded. A
 * power condition, when one is named, is all that is looked at.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class StartStopUnit implements CommandHandler {
    private static final int OPTIONS = 4;
    private static final int MODIFIER = 3;
    private static final int MODIFIER_MASK = 0x0F;
    private static final int MODIFIER_HIGHEST_BIT = 3;
    private static final int NO_FLUSH_BIT = 2;
    private static final int LOEJ_BIT = 1;
    private static final int START_BIT = 0;
    private static final Outcome POWER_CONDITION_REFUSED = Outcome.check(Sense.invalidFieldInCdb(OPTIONS, 7));
    private static final Outcome MODIFIER_REFUSED =
            Outcome.check(Sense.invalidFieldInCdb(MODIFIER, MODIFIER_HIGHEST_BIT));
    private static final Outcome LOEJ_REFUSED = Outcome.check(Sense.invalidFieldInCdb(OPTIONS, LOEJ_BIT));
    private static final Outcome REMOVAL_PREVENTED =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.MEDIUM_REMOVAL_PREVENTED);
    private final BlockMedium medium;
    private final Readiness readiness;
    private final StartStopCycles cycles;

    StartStopUnit(BlockMedium medium, Readiness readiness, StartStopCycles cycles) {
        this.medium = medium;
        this.readiness = readiness;
        this.cycles = cycles;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        if (powerCondition(cdb) != 0) {
            return refused(cdb);
        }
        boolean removable = medium.settings().medium().removable();
        return cdb.bit(OPTIONS, LOEJ_BIT) && !removable ? LOEJ_REFUSED : null;
    }

    private static int powerCondition(Cdb cdb) {
        return cdb.u8(OPTIONS) >> 4;
    }

    private static int modifier(Cdb cdb) {
        return cdb.u8(MODIFIER) & MODIFIER_MASK;
    }

    private static Outcome refused(Cdb cdb) {
        if (!PowerCondition.known(powerCondition(cdb))) {
            return POWER_CONDITION_REFUSED;
        }
        return PowerCondition.of(powerCondition(cdb), modifier(cdb)) == null ? MODIFIER_REFUSED : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return command.handOver();
    }

    /** IMMED is answered late: nothing here takes longer than a flush. */
    @Override
    public Outcome processBlocking(DeviceCommand command) {
        Cdb cdb = command.cdb();
        if (powerCondition(cdb) != 0) {
            return take(PowerCondition.of(powerCondition(cdb), modifier(cdb)), cdb);
        }
        boolean loadOrEject = cdb.bit(OPTIONS, LOEJ_BIT);
        if (loadOrEject && medium.removalPrevented()) {
            return REMOVAL_PREVENTED;
        }
        if (cdb.bit(OPTIONS, START_BIT)) {
            readiness.start(loadOrEject);
            return Outcome.GOOD;
        }
        Outcome failure = flush(cdb);
        if (failure != null) {
            return failure;
        }
        readiness.stop(loadOrEject);
        cycles.stopped(loadOrEject);
        return Outcome.GOOD;
    }

    /** A stopped or ejected medium is left as it is. */
    private Outcome take(PowerCondition condition, Cdb cdb) {
        Outcome failure = condition.resting() == null ? null : flush(cdb);
        if (failure != null) {
            return failure;
        }
        readiness.rest(condition);
        return Outcome.GOOD;
    }

    /** {@code null} when that is done, or not asked for. */
    private Outcome flush(Cdb cdb) {
        if (cdb.bit(OPTIONS, NO_FLUSH_BIT)) {
            return null;
        }
        try {
            medium.flush();
            return null;
        } catch (IOException e) {
            return medium.errors().flushFailed(e);
        }
    }
}
