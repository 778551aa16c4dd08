package org.scst.core.internal.reservation;

import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;

/**
 * RELEASE (SPC-4, Reservations, releasing): of who does not hold the reservation it is GOOD, and does nothing.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class Release extends RegistrantOnly {
    private static final Change OF_ANOTHER_KIND = Change.refused(
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_RELEASE_OF_PERSISTENT_RESERVATION));

    @Override
    Change ofRegistrant(ReservationState before, Request request) {
        if (!before.holds(request.nexus())) {
            return Change.to(before);
        }
        if (request.scope() != 0 || before.type() != ReservationType.of(request.typeCode())) {
            return OF_ANOTHER_KIND;
        }
        Change change = Change.to(before.released());
        return before.type().sharedByRegistrants()
                ? change.telling(before.registrants(), request.nexus(), Change.RESERVATIONS_RELEASED)
                : change;
    }
}
