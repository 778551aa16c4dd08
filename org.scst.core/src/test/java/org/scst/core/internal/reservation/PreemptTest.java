package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.reservation.Cluster.A;
import static org.scst.core.internal.reservation.Cluster.B;
import static org.scst.core.internal.reservation.Cluster.C;
import static org.scst.core.internal.reservation.Cluster.PORTS;
import static org.scst.core.internal.reservation.Cluster.keys;
import static org.scst.core.internal.reservation.ReservationType.EXCLUSIVE_ACCESS;
import static org.scst.core.internal.reservation.ReservationType.WRITE_EXCLUSIVE;
import static org.scst.core.internal.reservation.ReservationType.WRITE_EXCLUSIVE_ALL_REGISTRANTS;
import static org.scst.core.internal.reservation.ReservationType.WRITE_EXCLUSIVE_REGISTRANTS_ONLY;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;

class PreemptTest {
    private final Cluster cluster =
            new Cluster().register(A, 0xA).register(B, 0xB).register(C, 0xB);

    @Test
    void shouldTakeTheReservationAndEveryRegistrationUnderItsKey() {
        cluster.reserve(B, WRITE_EXCLUSIVE);
        Change change = cluster.preempt(A, WRITE_EXCLUSIVE, 0xB);
        assertTrue(cluster.state.holds(A));
        assertEquals(Map.of(A, 0xAL), cluster.state.keys());
        assertEquals(4, cluster.state.generation());
        assertEquals(Map.of(B, Change.REGISTRATIONS_PREEMPTED, C, Change.REGISTRATIONS_PREEMPTED), change.attentions());
        assertEquals(Set.of(), change.aborted());
    }

    @Test
    void shouldTellThoseWhoStayThatTheTypeHasChanged() {
        cluster.register(C, 0xC).reserve(B, WRITE_EXCLUSIVE_REGISTRANTS_ONLY);
        Change change = cluster.preempt(A, EXCLUSIVE_ACCESS, 0xB);
        assertEquals(EXCLUSIVE_ACCESS, cluster.state.type());
        assertEquals(Map.of(B, Change.REGISTRATIONS_PREEMPTED, C, Change.RESERVATIONS_RELEASED), change.attentions());
    }

    @Test
    void shouldChangeTheTypeOfItsOwnReservation() {
        cluster.reserve(A, WRITE_EXCLUSIVE);
        cluster.preempt(A, EXCLUSIVE_ACCESS, 0xA);
        assertTrue(cluster.state.holds(A));
        assertEquals(EXCLUSIVE_ACCESS, cluster.state.type());
        assertEquals(3, cluster.state.keys().size());
    }

    @Test
    void shouldOnlyRemoveRegistrationsUnderAKeyThatHoldsNothing() {
        cluster.reserve(A, WRITE_EXCLUSIVE);
        Change change = cluster.act(new Preempt(false), new Request(A, 0, 0xF, keys(0xA, 0xB), PORTS));
        assertTrue(cluster.state.holds(A));
        assertEquals(WRITE_EXCLUSIVE, cluster.state.type(), "scope and type are not looked at");
        assertEquals(Map.of(A, 0xAL), cluster.state.keys());
        assertEquals(Map.of(B, Change.REGISTRATIONS_PREEMPTED, C, Change.REGISTRATIONS_PREEMPTED), change.attentions());
    }

    @Test
    void shouldRemoveRegistrationsWhenNothingIsReserved() {
        cluster.preempt(B, WRITE_EXCLUSIVE, 0xA);
        assertFalse(cluster.state.registered(A));
        assertNull(cluster.state.type());
    }

    @Test
    void shouldRemoveItsOwnRegistrationWithTheOthers() {
        Change change = cluster.preempt(B, WRITE_EXCLUSIVE, 0xB);
        assertEquals(Map.of(A, 0xAL), cluster.state.keys());
        assertEquals(Map.of(C, Change.REGISTRATIONS_PREEMPTED), change.attentions());
    }

    @Test
    void shouldConflictWhenNobodyHasTheKey() {
        assertSame(Change.CONFLICT, cluster.preempt(A, WRITE_EXCLUSIVE, 0xD));
        cluster.reserve(A, WRITE_EXCLUSIVE);
        assertSame(Change.CONFLICT, cluster.preempt(A, WRITE_EXCLUSIVE, 0xD));
    }

    @Test
    void shouldRefuseAKeyOfZeroUnlessAllRegistrantsHoldTheReservation() {
        assertSense(cluster.preempt(A, WRITE_EXCLUSIVE, 0).outcome(), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        cluster.reserve(A, WRITE_EXCLUSIVE_REGISTRANTS_ONLY);
        assertSense(cluster.preempt(A, WRITE_EXCLUSIVE, 0).outcome(), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldTakeFromAllOthersWhatAllHoldWithAKeyOfZero() {
        cluster.reserve(A, WRITE_EXCLUSIVE_ALL_REGISTRANTS);
        Change change = cluster.preemptAndAbort(A, WRITE_EXCLUSIVE, 0);
        assertEquals(Map.of(A, 0xAL), cluster.state.keys());
        assertEquals(WRITE_EXCLUSIVE, cluster.state.type());
        assertEquals(Set.of(B, C), change.aborted());
    }

    @Test
    void shouldRemoveRegistrationsFromThoseWhoAllHold() {
        cluster.reserve(A, WRITE_EXCLUSIVE_ALL_REGISTRANTS);
        cluster.preempt(A, EXCLUSIVE_ACCESS, 0xB);
        assertEquals(WRITE_EXCLUSIVE_ALL_REGISTRANTS, cluster.state.type());
        assertEquals(Map.of(A, 0xAL), cluster.state.keys());
        cluster.preempt(A, EXCLUSIVE_ACCESS, 0xA);
        assertTrue(cluster.state.isEmpty(), "the last of all holders is gone, and the reservation with it");
    }

    @Test
    void shouldRefuseAnInvalidTypeOnlyWhenItIsToBeReserved() {
        cluster.reserve(B, WRITE_EXCLUSIVE);
        Change change = cluster.act(new Preempt(false), new Request(A, 0, 2, keys(0xA, 0xB), PORTS));
        assertSense(change.outcome(), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertTrue(cluster.state.holds(B));
    }

    @Test
    void shouldEndTheCommandsOfThePreempted() {
        cluster.reserve(B, WRITE_EXCLUSIVE);
        Change change = cluster.preemptAndAbort(A, WRITE_EXCLUSIVE, 0xB);
        assertEquals(Set.of(B, C), change.aborted());
        cluster.register(B, 0xB);
        assertEquals(Set.of(B), cluster.preemptAndAbort(A, WRITE_EXCLUSIVE, 0xB).aborted());
    }

    @Test
    void shouldSayWhenSomebodyMayDoLessThanBefore() {
        ReservationState registered = cluster.state;
        cluster.reserve(B, WRITE_EXCLUSIVE_REGISTRANTS_ONLY);
        assertTrue(cluster.last.narrows(registered));
        ReservationState reserved = cluster.state;
        assertFalse(cluster.preemptAndAbort(A, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xB)
                .narrows(reserved));
        ReservationState taken = cluster.state;
        assertTrue(cluster.preempt(A, EXCLUSIVE_ACCESS, 0xA).narrows(taken));
        ReservationState exclusive = cluster.state;
        assertFalse(cluster.release(A, EXCLUSIVE_ACCESS).narrows(exclusive));
    }
}
