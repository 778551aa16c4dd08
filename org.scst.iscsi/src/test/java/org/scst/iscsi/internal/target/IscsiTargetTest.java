package org.scst.iscsi.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.discovery.DiscoveryPhase;
import org.scst.iscsi.internal.login.LoginService;
import org.scst.iscsi.internal.text.Negotiation;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

class IscsiTargetTest {
    private static final String NAME = "iqn.2026-11.org.example:san";
    private static final String INITIATOR = "iqn.2026-11.org.example:initiator";

    private final IscsiTarget target = FakeTargetPort.target(new FakeTargetPort(NAME), Map.of());

    /** Answers Text Requests as a normal session of the target does. */
    private final WireChannel wire = new WireChannel(
            new InetSocketAddress("127.0.0.1", 3260), new Connection(WireChannel.badPeers(), connection -> {
                Phase text = new DiscoveryPhase(
                        connection,
                        target.textRequests(connection, INITIATOR, new Negotiation(Map.of(), false)),
                        new LoginService.Negotiated(8192, 8192, 1));
                connection.enter(text, false, false);
                return text;
            }));

    private List<String> sendTargets(String value) {
        return wire.exchange(WirePdu.text(0x80, 1, -1, "SendTargets=" + value)).pairs();
    }

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void shouldTellASessionAboutItsOwnTarget() {
        assertEquals(List.of("TargetName=" + NAME), sendTargets(""));
        assertEquals(List.of("TargetName=" + NAME), sendTargets(NAME));
    }

    @Test
    void shouldTellASessionNothingAboutOtherTargets() {
        assertEquals(List.of("SendTargets=Reject"), sendTargets("All"));
        assertEquals(List.of("SendTargets=Reject"), sendTargets("iqn.2026-11.org.example:other"));
    }
}
