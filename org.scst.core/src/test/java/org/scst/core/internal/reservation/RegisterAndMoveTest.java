package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.reservation.Cluster.A;
import static org.scst.core.internal.reservation.Cluster.B;
import static org.scst.core.internal.reservation.Cluster.SRP_PORT;
import static org.scst.core.internal.reservation.ReservationType.EXCLUSIVE_ACCESS;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TransportId;

class RegisterAndMoveTest {
    private static final Registrant B_AT_2 = new Registrant(B.initiatorPort(), 2);
    private final Cluster cluster = new Cluster().register(A, 0xA);

    private Change move(TransportId to, int port, long key, boolean unregisters) {
        ParameterList list = new ParameterList(0xA, key, false, false, true, unregisters, port, List.of(to));
        return cluster.act(new RegisterAndMove(), A, null, list);
    }

    private static void assertInvalid(Change change) {
        assertSense(change.outcome(), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldGiveTheReservationToWhomItRegisters() {
        cluster.reserve(A, EXCLUSIVE_ACCESS);
        move(B.initiatorPort(), 2, 0xB, false);
        assertTrue(cluster.state.holds(B_AT_2));
        assertEquals(EXCLUSIVE_ACCESS, cluster.state.type());
        assertEquals(Map.of(A, 0xAL, B_AT_2, 0xBL), cluster.state.keys());
        assertEquals(2, cluster.state.generation());
        assertTrue(cluster.state.persistent());
    }

    @Test
    void shouldUnregisterTheOneThatMovedItWhenAsked() {
        cluster.reserve(A, EXCLUSIVE_ACCESS);
        assertEquals(Map.of(), move(B.initiatorPort(), 2, 0xB, true).attentions());
        assertEquals(Map.of(B_AT_2, 0xBL), cluster.state.keys());
    }

    @Test
    void shouldGiveAnotherKeyToWhoIsRegisteredAlready() {
        cluster.register(B, 0xC).reserve(A, EXCLUSIVE_ACCESS);
        move(B.initiatorPort(), 1, 0xB, false);
        assertEquals(0xB, cluster.state.holdersKey());
    }

    @Test
    void shouldBeTheHoldersOnly() {
        assertEquals(
                Outcome.INVALID_FIELD_IN_CDB,
                move(B.initiatorPort(), 2, 0xB, false).outcome());
        cluster.register(B, 0xB).reserve(B, EXCLUSIVE_ACCESS);
        assertSame(Change.CONFLICT, move(B.initiatorPort(), 2, 0xB, false));
        cluster.release(B, EXCLUSIVE_ACCESS);
        cluster.reserve(A, ReservationType.WRITE_EXCLUSIVE_ALL_REGISTRANTS);
        assertSame(Change.CONFLICT, move(B.initiatorPort(), 2, 0xB, false));
    }

    @Test
    void shouldRefuseWhomItCannotMoveTo() {
        cluster.reserve(A, EXCLUSIVE_ACCESS);
        ReservationState before = cluster.state;
        assertInvalid(move(B.initiatorPort(), 2, 0, false));
        assertInvalid(move(B.initiatorPort(), 77, 0xB, false));
        assertInvalid(move(B.initiatorPort(), SRP_PORT, 0xB, false));
        assertInvalid(move(B.initiatorPort().initiatorDevice(), 2, 0xB, false));
        assertInvalid(move(A.initiatorPort(), 1, 0xB, false));
        assertEquals(before, cluster.state);
    }
}
