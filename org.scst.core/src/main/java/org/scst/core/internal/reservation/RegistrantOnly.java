package org.scst.core.internal.reservation;

import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * What RESERVE, RELEASE, CLEAR, PREEMPT and REGISTER AND MOVE have in common: they are a registrant's, who proves it by its key.
 *
 * <p><i>Threading:</i> stateless.
 */
abstract sealed class RegistrantOnly implements ServiceAction
        permits Reserve, Release, Clear, Preempt, RegisterAndMove {
    private static final Change INVALID_SCOPE = Change.refused(Outcome.check(Sense.invalidFieldInCdb(2, 7)));
    private static final Change INVALID_TYPE = Change.refused(Outcome.check(Sense.invalidFieldInCdb(2, 3)));

    @Override
    public final Change apply(ReservationState before, Request request) {
        return request.keyMatches(before) ? ofRegistrant(before, request) : Change.CONFLICT;
    }

    abstract Change ofRegistrant(ReservationState before, Request request);

    /** Why a scope and type cannot be reserved; {@code null} when they can. Only LU_SCOPE is left of the scopes. */
    static Change invalidScopeOrType(Request request) {
        if (request.scope() != 0) {
            return INVALID_SCOPE;
        }
        return ReservationType.of(request.typeCode()) == null ? INVALID_TYPE : null;
    }
}
