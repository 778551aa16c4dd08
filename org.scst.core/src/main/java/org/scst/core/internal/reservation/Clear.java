package org.scst.core.internal.reservation;

/**
 * CLEAR (SPC-4, Reservations, clearing): nobody is registered any more, and nothing reserved.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class Clear extends RegistrantOnly {

    @Override
    Change ofRegistrant(ReservationState before, Request request) {
        return Change.to(before.without(before.registrants()).counted())
                .telling(before.registrants(), request.nexus(), Change.RESERVATIONS_PREEMPTED);
    }
}
