package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.reservation.Cluster.A;
import static org.scst.core.internal.reservation.Cluster.B;
import static org.scst.core.internal.reservation.Cluster.C;
import static org.scst.core.internal.reservation.Cluster.keys;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TransportId;

class RegisterTest {
    private static final ServiceAction REGISTER = new Register(false);
    private static final ServiceAction IGNORING = new Register(true);
    private final Cluster cluster = new Cluster();

    private static ParameterList list(long serviceActionKey, boolean allTargetPorts, TransportId... named) {
        return new ParameterList(
                0, serviceActionKey, named.length > 0, allTargetPorts, false, false, 0, List.of(named));
    }

    private Change register(Registrant by, long key, long next) {
        return cluster.act(REGISTER, by, null, keys(key, next));
    }

    @Test
    void shouldRegisterAnUnregisteredNexusThatGivesNoKey() {
        register(A, 0, 0xA);
        assertEquals(Map.of(A, 0xAL), cluster.state.keys());
        assertEquals(1, cluster.state.generation());
    }

    @Test
    void shouldConflictWhenAnUnregisteredNexusGivesAKey() {
        assertSame(Change.CONFLICT, register(A, 5, 0xA));
        assertTrue(cluster.state.isEmpty());
    }

    @Test
    void shouldDoNothingWhenAnUnregisteredNexusWantsToUnregister() {
        ReservationState before = cluster.state;
        assertEquals(Outcome.GOOD, register(A, 0, 0).outcome());
        assertEquals(Outcome.GOOD, cluster.act(IGNORING, A, null, keys(7, 0)).outcome());
        assertEquals(before, cluster.state);
    }

    @Test
    void shouldChangeTheKeyOfWhoKnowsIt() {
        cluster.register(A, 0xA);
        assertSame(Change.CONFLICT, register(A, 0, 0xB));
        assertSame(Change.CONFLICT, register(A, 0xB, 0xB));
        register(A, 0xA, 0xB);
        assertEquals(Map.of(A, 0xBL), cluster.state.keys());
        assertEquals(2, cluster.state.generation());
    }

    @Test
    void shouldChangeTheKeyOfWhoDoesNotKnowItWhenToldToIgnoreIt() {
        cluster.register(A, 0xA);
        cluster.act(IGNORING, A, null, keys(99, 0xB));
        assertEquals(Map.of(A, 0xBL), cluster.state.keys());
    }

    @Test
    void shouldKeepTheReservationOfAHolderThatChangesItsKey() {
        cluster.register(A, 0xA).reserve(A, ReservationType.WRITE_EXCLUSIVE);
        register(A, 0xA, 0xB);
        assertEquals(0xB, cluster.state.holdersKey());
    }

    @Test
    void shouldUnregister() {
        cluster.register(A, 0xA).register(B, 0xB);
        register(A, 0xA, 0);
        assertEquals(Map.of(B, 0xBL), cluster.state.keys());
        assertEquals(3, cluster.state.generation());
    }

    @ParameterizedTest
    @EnumSource
    void shouldReleaseWhatTheLastHolderHeldWhenItUnregisters(ReservationType type) {
        cluster.register(A, 0xA).register(B, 0xB).register(C, 0xC).reserve(A, type);
        Change change = register(A, 0xA, 0);
        boolean stillHeld = type.allRegistrants();
        assertEquals(stillHeld ? type : null, cluster.state.type());
        boolean told = type == ReservationType.WRITE_EXCLUSIVE_REGISTRANTS_ONLY
                || type == ReservationType.EXCLUSIVE_ACCESS_REGISTRANTS_ONLY;
        assertEquals(
                told ? Map.of(B, Change.RESERVATIONS_RELEASED, C, Change.RESERVATIONS_RELEASED) : Map.of(),
                change.attentions());
    }

    @Test
    void shouldReleaseWhatAllRegistrantsHeldWhenTheLastUnregisters() {
        cluster.register(A, 0xA).register(B, 0xB).reserve(A, ReservationType.EXCLUSIVE_ACCESS_ALL_REGISTRANTS);
        register(A, 0xA, 0);
        assertTrue(cluster.state.holds(B));
        register(B, 0xB, 0);
        assertEquals(null, cluster.state.type());
    }

    @Test
    void shouldKeepTheReservationWhenAnotherUnregisters() {
        cluster.register(A, 0xA).register(B, 0xB).reserve(A, ReservationType.WRITE_EXCLUSIVE_REGISTRANTS_ONLY);
        Change change = register(B, 0xB, 0);
        assertTrue(cluster.state.holds(A));
        assertEquals(Map.of(), change.attentions());
    }

    @Test
    void shouldTakeAptplFromTheLastRegistration() {
        ParameterList persistent = new ParameterList(0, 0xA, false, false, true, false, 0, List.of());
        cluster.act(REGISTER, A, null, persistent);
        assertTrue(cluster.state.persistent());
        cluster.reserve(A, ReservationType.WRITE_EXCLUSIVE);
        assertTrue(cluster.state.persistent());
        cluster.register(B, 0xB);
        assertFalse(cluster.state.persistent());
    }

    @Test
    void shouldRegisterTheInitiatorPortsThatAreNamed() {
        cluster.act(REGISTER, A, null, list(0xA, false, B.initiatorPort(), C.initiatorPort()));
        assertEquals(Map.of(A, 0xAL, B, 0xAL, C, 0xAL), cluster.state.keys());
        assertEquals(1, cluster.state.generation());
    }

    @Test
    void shouldRegisterAllKnownPortsOfAnInitiatorDevice() {
        cluster.act(REGISTER, A, null, list(0xA, false, B.initiatorPort().initiatorDevice()));
        Registrant second = new Registrant(TransportId.iscsi("iqn.2026-11.org.example:b", 2), 1);
        assertEquals(Set.of(A, B, second), cluster.state.keys().keySet());
    }

    @Test
    void shouldRefuseToNameInitiatorPortsOnceItIsRegistered() {
        cluster.register(A, 0xA);
        ParameterList list = new ParameterList(0xA, 0xB, true, false, false, false, 0, List.of(B.initiatorPort()));
        assertEquals(
                Outcome.INVALID_FIELD_IN_CDB,
                cluster.act(REGISTER, A, null, list).outcome());
        assertEquals(Map.of(A, 0xAL), cluster.state.keys());
    }

    @Test
    void shouldRegisterAtEveryTargetPortOfItsProtocol() {
        cluster.act(REGISTER, A, null, list(0xA, true));
        assertEquals(Map.of(A, 0xAL, new Registrant(A.initiatorPort(), 2), 0xAL), cluster.state.keys());
        cluster.act(IGNORING, A, null, list(0, true));
        assertTrue(cluster.state.isEmpty());
    }

    @Test
    void shouldRegisterNamedInitiatorPortsAtEveryTargetPort() {
        cluster.act(REGISTER, A, null, list(0xA, true, B.initiatorPort()));
        assertEquals(4, cluster.state.keys().size());
        assertTrue(cluster.state.registered(new Registrant(B.initiatorPort(), 2)));
    }

    @Test
    void shouldRefuseMoreRegistrationsThanThereIsRoomFor() {
        TransportId[] many = new TransportId[Register.MOST_REGISTRATIONS];
        for (int i = 0; i < many.length; i++) {
            many[i] = TransportId.iscsi("iqn.2026-11.org.example:many", i + 1);
        }
        ReservationState before = cluster.state;
        assertEquals(
                Register.TOO_MANY,
                cluster.act(REGISTER, A, null, list(1, false, many)).outcome());
        assertEquals(before, cluster.state);
    }
}
