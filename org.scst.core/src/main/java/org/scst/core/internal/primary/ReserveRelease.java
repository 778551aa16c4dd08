package org.scst.core.internal.primary;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.reservation.Access;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * RESERVE and RELEASE, whole logical unit only (SPC-2). A RESERVE is answered when it is in force: once commands which were
 * judged before it have left.
 *
 * <p>While somebody is registered both conflict, but for nexuses that a persistent reservation lets in: for those they are GOOD and
 * do nothing (SPC-4, exceptions to RESERVE and RELEASE: compatible reservation handling).
 *
 * <p><i>Threading:</i> stateless but for the logical unit.
 */
final class ReserveRelease implements CommandHandler {
    private static final Outcome EXTENT = Outcome.check(Sense.invalidFieldInCdb(1, 0));
    private static final Outcome THIRD_PARTY = Outcome.check(Sense.invalidFieldInCdb(1, 4));

    private final DeviceFacts facts;
    private final boolean reserve;

    ReserveRelease(DeviceFacts facts, boolean reserve) {
        this.facts = facts;
        this.reserve = reserve;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (command.cdb().bit(1, 4)) {
            return THIRD_PARTY;
        }
        if (command.cdb().bit(1, 0)) {
            return EXTENT;
        }
        Command own = (Command) command;
        ReservationState persistent = own.view().persistent();
        if (persistent != null) {
            boolean letIn =
                    persistent.type() != null && persistent.access(own.nexus().registrant()) == Access.EVERYTHING;
            return letIn ? Outcome.GOOD : Outcome.RESERVATION_CONFLICT;
        }
        LogicalUnit unit = facts.logicalUnit();
        if (!reserve) {
            unit.release(own.nexus());
            return Outcome.GOOD;
        }
        if (!unit.reserve(own.nexus())) {
            return Outcome.RESERVATION_CONFLICT;
        }
        long token = command.token();
        unit.awaitGrace(() -> own.answer(token, Outcome.GOOD));
        return null;
    }
}
