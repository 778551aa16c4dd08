package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.reservation.Cluster.A;
import static org.scst.core.internal.reservation.Cluster.B;
import static org.scst.core.internal.reservation.Cluster.C;
import static org.scst.core.internal.reservation.Cluster.PORTS;
import static org.scst.core.internal.reservation.Cluster.keys;
import static org.scst.core.internal.reservation.ReservationType.WRITE_EXCLUSIVE;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;

/** RESERVE, RELEASE and CLEAR, and what all actions of a registrant have in common. */
class RegistrantOnlyTest {
    private final Cluster cluster = new Cluster();

    static List<ServiceAction> actions() {
        return List.of(
                new Reserve(),
                new Release(),
                new Clear(),
                new Preempt(false),
                new Preempt(true),
                new RegisterAndMove());
    }

    @ParameterizedTest
    @MethodSource("actions")
    void shouldConflictForWhoIsNotRegisteredOrHasAnotherKey(ServiceAction action) {
        assertSame(Change.CONFLICT, cluster.act(action, A, WRITE_EXCLUSIVE, keys(0, 0)));
        cluster.register(A, 0xA).register(B, 0xB);
        ReservationState before = cluster.state;
        assertSame(Change.CONFLICT, cluster.act(action, C, WRITE_EXCLUSIVE, keys(0, 0xA)));
        assertSame(Change.CONFLICT, cluster.act(action, C, WRITE_EXCLUSIVE, keys(0xA, 0xA)));
        assertSame(Change.CONFLICT, cluster.act(action, A, WRITE_EXCLUSIVE, keys(0, 0xB)));
        assertSame(Change.CONFLICT, cluster.act(action, A, WRITE_EXCLUSIVE, keys(0xB, 0xB)));
        assertEquals(before, cluster.state);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReserveWithoutCountingAGeneration(ReservationType type) {
        cluster.register(A, 0xA).register(B, 0xB).reserve(A, type);
        assertEquals(type, cluster.state.type());
        assertTrue(cluster.state.holds(A));
        assertEquals(type.allRegistrants(), cluster.state.holds(B));
        assertEquals(type.allRegistrants() ? 0 : 0xA, cluster.state.holdersKey());
        assertEquals(2, cluster.state.generation());
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetOnlyAHolderRepeatItsReservation(ReservationType type) {
        cluster.register(A, 0xA).register(B, 0xB).reserve(A, type);
        assertEquals(
                Outcome.GOOD, cluster.act(new Reserve(), A, type, keys(0xA, 0)).outcome());
        Change ofAnother = cluster.act(new Reserve(), B, type, keys(0xB, 0));
        assertEquals(type.allRegistrants() ? Outcome.GOOD : Outcome.RESERVATION_CONFLICT, ofAnother.outcome());
        for (ReservationType other : ReservationType.values()) {
            if (other != type) {
                assertSame(Change.CONFLICT, cluster.act(new Reserve(), A, other, keys(0xA, 0)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 9, 15})
    void shouldRefuseTypesThatAreReservedOrObsolete(int code) {
        cluster.register(A, 0xA);
        Change change = cluster.act(new Reserve(), new Request(A, 0, code, keys(0xA, 0), PORTS));
        assertSense(change.outcome(), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @Test
    void shouldRefuseScopesOtherThanTheLogicalUnit() {
        cluster.register(A, 0xA);
        Change change = cluster.act(new Reserve(), new Request(A, 2, 1, keys(0xA, 0), PORTS));
        assertSense(change.outcome(), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReleaseAndTellRegistrantsThatWereLetIn(ReservationType type) {
        cluster.register(A, 0xA).register(B, 0xB).register(C, 0xC).reserve(A, type);
        Change change = cluster.release(A, type);
        assertNull(cluster.state.type());
        assertEquals(3, cluster.state.generation());
        assertEquals(
                type.sharedByRegistrants()
                        ? Map.of(B, Change.RESERVATIONS_RELEASED, C, Change.RESERVATIONS_RELEASED)
                        : Map.of(),
                change.attentions());
    }

    @Test
    void shouldReleaseForAnyRegistrantWhatAllHold() {
        ReservationType type = ReservationType.WRITE_EXCLUSIVE_ALL_REGISTRANTS;
        cluster.register(A, 0xA).register(B, 0xB).reserve(A, type);
        assertEquals(
                Map.of(A, Change.RESERVATIONS_RELEASED),
                cluster.release(B, type).attentions());
        assertNull(cluster.state.type());
    }

    @Test
    void shouldBeGoodAndDoNothingWhenWhoReleasesHoldsNothing() {
        cluster.register(A, 0xA).register(B, 0xB);
        assertEquals(Outcome.GOOD, cluster.release(B, WRITE_EXCLUSIVE).outcome());
        cluster.reserve(A, WRITE_EXCLUSIVE);
        assertEquals(Outcome.GOOD, cluster.release(B, WRITE_EXCLUSIVE).outcome());
        assertTrue(cluster.state.holds(A));
    }

    @Test
    void shouldRefuseToReleaseAReservationOfAnotherType() {
        cluster.register(A, 0xA).reserve(A, WRITE_EXCLUSIVE);
        assertSense(
                cluster.release(A, ReservationType.EXCLUSIVE_ACCESS).outcome(),
                AdditionalSense.INVALID_RELEASE_OF_PERSISTENT_RESERVATION);
        assertTrue(cluster.state.holds(A));
    }

    @ParameterizedTest
    @EnumSource
    void shouldClearEverythingAndTellAllOthers(ReservationType type) {
        cluster.register(A, 0xA).register(B, 0xB).register(C, 0xC).reserve(A, type);
        Change change = cluster.act(new Clear(), B, null, keys(0xB, 0));
        assertTrue(cluster.state.isEmpty());
        assertNull(cluster.state.type());
        assertEquals(4, cluster.state.generation());
        assertEquals(Map.of(A, Change.RESERVATIONS_PREEMPTED, C, Change.RESERVATIONS_PREEMPTED), change.attentions());
    }
}
