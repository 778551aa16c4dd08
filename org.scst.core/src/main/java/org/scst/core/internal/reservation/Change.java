package org.scst.core.internal.reservation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * What a service action comes to: refused, or another state and who must know of it.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param outcome GOOD, or why nothing changes
 * @param state afterwards; {@code null} when refused
 * @param attentions unit attention conditions for registrants of before
 * @param aborted those whose commands end before the answer
 */
public record Change(
        Outcome outcome, ReservationState state, Map<Registrant, Sense> attentions, Set<Registrant> aborted) {
    /** A registrant lost its registration, or its reservation, to a CLEAR. */
    static final Sense RESERVATIONS_PREEMPTED = attention(AdditionalSense.RESERVATIONS_PREEMPTED);

    /** What the type let a registrant do, it is let no longer for that reason. */
    static final Sense RESERVATIONS_RELEASED = attention(AdditionalSense.RESERVATIONS_RELEASED);

    /** A registrant lost its registration to a PREEMPT. */
    static final Sense REGISTRATIONS_PREEMPTED = attention(AdditionalSense.REGISTRATIONS_PREEMPTED);

    static final Change CONFLICT = refused(Outcome.RESERVATION_CONFLICT);

    /** Copies its arguments. */
    public Change {
        attentions = Map.copyOf(attentions);
        aborted = Set.copyOf(aborted);
    }

    private static Sense attention(AdditionalSense additional) {
        return Sense.of(SenseKey.UNIT_ATTENTION, additional);
    }

    /** Another state, whatever led to it: those who are not registered any more are told. */
    public static Change replacing(ReservationState before, ReservationState next) {
        return to(next).telling(
                        before.registrants().stream()
                                .filter(one -> !next.registered(one))
                                .toList(),
                        null,
                        RESERVATIONS_PREEMPTED);
    }

    static Change refused(Outcome outcome) {
        return new Change(outcome, null, Map.of(), Set.of());
    }

    static Change to(ReservationState state) {
        return new Change(Outcome.GOOD, state, Map.of(), Set.of());
    }

    /** With a unit attention condition for these but one. */
    Change telling(Collection<Registrant> registrants, Registrant except, Sense condition) {
        Map<Registrant, Sense> told = new LinkedHashMap<>(attentions);
        registrants.stream().filter(other -> !other.equals(except)).forEach(other -> told.put(other, condition));
        return new Change(outcome, state, told, aborted);
    }

    /** With the end of all commands of these. */
    Change aborting(Collection<Registrant> registrants) {
        return new Change(outcome, state, attentions, Set.copyOf(registrants));
    }

    /** Whether nothing changes. */
    public boolean refused() {
        return state == null;
    }

    /**
     * Whether some nexus may do less than before, apart from those whose commands are aborted: then the answer waits until
     * what was judged before has ended.
     */
    public boolean narrows(ReservationState before) {
        ReservationType type = state.type();
        if (type == null) {
            return false;
        }
        boolean otherHolder = !type.sharedByRegistrants() && !state.holder().equals(before.holder());
        boolean fewer = type.sharedByRegistrants()
                && before.registrants().stream().anyMatch(one -> !state.registered(one) && !aborted.contains(one));
        return type != before.type() || otherHolder || fewer;
    }
}
