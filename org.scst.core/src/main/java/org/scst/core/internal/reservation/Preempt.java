package org.scst.core.internal.reservation;

import java.util.ArrayList;
import java.util.List;

/**
 * PREEMPT and PREEMPT AND ABORT (SPC-4, Reservations, preempting): takes the reservation from whoever holds it under a key, or
 * only the registrations from those who have one.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class Preempt extends RegistrantOnly {
    private static final int SERVICE_ACTION_KEY_OFFSET = 8;
    private static final Change NO_KEY = Change.refused(ParameterList.invalidField(SERVICE_ACTION_KEY_OFFSET, -1));

    private final boolean aborting;

    /** @param aborting whether commands of the preempted end, before the answer */
    public Preempt(boolean aborting) {
        this.aborting = aborting;
    }

    @Override
    Change ofRegistrant(ReservationState before, Request request) {
        long victim = request.list().serviceActionKey();
        boolean allHold = before.type() != null && before.type().allRegistrants();
        if (victim == 0 && !allHold) {
            return NO_KEY;
        }
        boolean takesReservation = before.type() != null && before.holdersKey() == victim;
        return takesReservation ? takeReservation(before, request) : removeRegistrations(before, request);
    }

    /** All other registrants under the key go, and the reservation changes hands, perhaps its type too. */
    private Change takeReservation(ReservationState before, Request request) {
        Change invalid = invalidScopeOrType(request);
        if (invalid != null) {
            return invalid;
        }
        List<Registrant> victims = victims(before, request);
        List<Registrant> removed = new ArrayList<>(victims);
        removed.remove(request.nexus());
        ReservationType type = ReservationType.of(request.typeCode());
        ReservationState after = before.released()
                .without(removed)
                .reserved(type, request.nexus())
                .counted();
        Change change = Change.to(after).telling(removed, request.nexus(), Change.REGISTRATIONS_PREEMPTED);
        if (type != before.type()) {
            change = change.telling(after.registrants(), request.nexus(), Change.RESERVATIONS_RELEASED);
        }
        return aborting ? change.aborting(victims) : change;
    }

    /** Whose commands end too: with a key of zero all others hold the reservation, the preempting nexus does not lose it. */
    private static List<Registrant> victims(ReservationState before, Request request) {
        long key = request.list().serviceActionKey();
        return key != 0
                ? before.registeredWith(key)
                : before.registrants().stream()
                        .filter(registrant -> !registrant.equals(request.nexus()))
                        .toList();
    }

    /** The preempting nexus goes with the others if it has the key. */
    private Change removeRegistrations(ReservationState before, Request request) {
        List<Registrant> removed = before.registeredWith(request.list().serviceActionKey());
        if (removed.isEmpty()) {
            return Change.CONFLICT;
        }
        Change change = Change.to(before.without(removed).counted())
                .telling(removed, request.nexus(), Change.REGISTRATIONS_PREEMPTED);
        return aborting ? change.aborting(removed) : change;
    }
}
