package org.scst.core.internal.reservation;

/**
 * RESERVE (SPC-4, Reservations, reserving): a holder may repeat it, nobody changes a reservation by it.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class Reserve extends RegistrantOnly {

    @Override
    Change ofRegistrant(ReservationState before, Request request) {
        Change invalid = invalidScopeOrType(request);
        if (invalid != null) {
            return invalid;
        }
        ReservationType type = ReservationType.of(request.typeCode());
        if (before.type() == null) {
            return Change.to(before.reserved(type, request.nexus()));
        }
        return before.holds(request.nexus()) && before.type() == type ? Change.to(before) : Change.CONFLICT;
    }
}
