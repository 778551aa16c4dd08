package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.reservation.Cluster.A;
import static org.scst.core.internal.reservation.Cluster.B;
import static org.scst.core.internal.reservation.Cluster.C;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TransportId;

/** Defects that others have published in persistent reservations; see runtime/docs/defects.md. */
class ReservationDefectsTest {
    private final Cluster cluster = new Cluster();

    private Change register(long key, TransportId... named) {
        ParameterList list = new ParameterList(0, key, named.length > 0, false, false, false, 0, List.of(named));
        return cluster.act(new Register(false), A, null, list);
    }

    @Test
    @DisplayName("CVE-2025-38399: REGISTER that names ports which are unknown, named twice, or its own")
    void shouldRegisterOrRefuseWholeListsOfNamedPorts() {
        TransportId unknown = TransportId.iscsi("iqn.2026-11.org.example:never-seen", 77);
        TransportId own = A.initiatorPort();
        List<List<TransportId>> lists = List.of(
                List.of(unknown),
                List.of(unknown, unknown),
                List.of(own),
                List.of(own, own, unknown),
                List.of(B.initiatorPort(), unknown, B.initiatorPort()));
        for (List<TransportId> named : lists) {
            cluster.state = ReservationState.NONE;
            Change change = register(0xA, named.toArray(TransportId[]::new));
            if (change.refused()) {
                assertEquals(ReservationState.NONE, cluster.state, named::toString);
                continue;
            }
            assertEquals(0xA, cluster.state.keys().get(A));
            named.forEach(port -> assertTrue(cluster.state.registered(new Registrant(port, 1)), port::toString));
            assertEquals(
                    1
                            + named.stream()
                                    .filter(port -> !port.equals(own))
                                    .distinct()
                                    .count(),
                    cluster.state.keys().size());
            cluster.act(new Register(true), A, null, Cluster.keys(0, 0));
            assertEquals(null, cluster.state.keys().get(A));
        }
    }

    @Test
    @DisplayName("CVE-2025-38399: a refused REGISTER leaves what was registered")
    void shouldChangeNothingWhenARegistrationWithNamedPortsIsRefused() {
        cluster.register(A, 0xA).register(C, 0xC);
        ReservationState before = cluster.state;
        assertEquals(
                Outcome.RESERVATION_CONFLICT, register(0xB, B.initiatorPort()).outcome());
        assertEquals(before, cluster.state);
        assertEquals(Map.of(A, 0xAL, C, 0xCL), cluster.state.keys());
    }

    private static TransportId[] ports(int count) {
        TransportId[] ports = new TransportId[count];
        for (int index = 0; index < count; index++) {
            ports[index] = TransportId.iscsi("iqn.2026-11.org.example:many", index + 1);
        }
        return ports;
    }

    @Test
    @DisplayName("CVE-2025-57275: as many registrants as there is room for, and one more")
    void shouldTakeAsManyRegistrantsAsItSaysAndNotOneMore() {
        register(1, ports(Register.MOST_REGISTRATIONS - 1));
        assertEquals(Register.MOST_REGISTRATIONS, cluster.state.keys().size());
        ReservationState full = cluster.state;

        assertEquals(
                Register.TOO_MANY,
                cluster.act(new Register(true), B, null, Cluster.keys(0, 0xB)).outcome());
        assertEquals(full, cluster.state);

        cluster.act(new Register(true), A, null, Cluster.keys(0, 0));
        cluster.register(B, 0xB);
        assertEquals(Register.MOST_REGISTRATIONS, cluster.state.keys().size());
    }

    @Test
    @DisplayName("CVE-2026-72084: a TransportID without its separator or its zero at the end of the list")
    void shouldNotLookForTheEndOfATransportIdBehindTheList() {
        byte[] whole = ByteBuffer.allocate(64)
                .put(0, (byte) 0x45)
                .putShort(2, (short) 60)
                .put(4, "iqn.2026-11.org.example:initiator-a,i,0x00023d000001".getBytes(StandardCharsets.US_ASCII))
                .array();
        assertEquals(null, ParameterList.verify(ParameterList.Form.WITH_INITIATOR_PORTS, list(whole)));
        byte[] filled = whole.clone();
        Arrays.fill(filled, 4 + 52, 64, (byte) 'f');
        assertRefused(filled, "no zero");
        byte[] device = whole.clone();
        System.arraycopy("-".repeat(60).getBytes(StandardCharsets.US_ASCII), 0, device, 4, 60);
        assertRefused(device, "no separator, no zero");
        byte[] cut = whole.clone();
        Arrays.fill(cut, 4 + 40, 64, (byte) 0);
        assertRefused(cut, "half a separator");
        for (int length = 0; length < 64; length++) {
            assertRefused(Arrays.copyOf(whole, length), "cut after " + length);
        }
    }

    private static byte[] list(byte[] transportId) {
        return ByteBuffer.allocate(28 + transportId.length)
                .putLong(8, 0xA)
                .put(20, (byte) 0x08)
                .putInt(24, transportId.length)
                .put(28, transportId)
                .array();
    }

    private static void assertRefused(byte[] transportId, String what) {
        if (transportId.length > 0) {
            assertNotNull(ParameterList.verify(ParameterList.Form.WITH_INITIATOR_PORTS, list(transportId)), what);
        }
    }
}
