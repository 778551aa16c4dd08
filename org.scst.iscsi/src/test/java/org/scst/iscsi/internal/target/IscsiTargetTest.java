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
import org.scst.iscsi.internal.login.LoginLimits;
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
            new InetSocketAddress("127.0.0.1", 3260),
            new Connection(WireChannel.badPeers(), WireChannel.memory(), connection -> {
                Phase text = new DiscoveryPhase(
                        connection,
                        target.textRequests(connection, INITIATOR, new Negotiation(Map.of(), false)),
                        new LoginService.Negotiated(8192, 8192, 1, LoginLimits.DEFAULT));
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

    private List<String> negotiate(String... pairs) {
        return wire.exchange(WirePdu.text(0x80, 1, -1, pairs)).pairs();
    }

    private int pingOf(int length) {
        return wire.exchange(WirePdu.nopOut(2, 0).immediate().data(new byte[length]))
                .data()
                .length;
    }

    @Test
    void shouldSendShorterOrLongerSegmentsWhenTheInitiatorSaysSo() {
        assertEquals(8192, pingOf(8192));
        assertEquals(List.of(), negotiate("MaxRecvDataSegmentLength=512", "InitiatorAlias=me"));
        assertEquals(512, pingOf(8192));
        assertEquals(List.of(), negotiate("MaxRecvDataSegmentLength=4096"));
        assertEquals(4096, pingOf(8192));
    }

    @Test
    void shouldNotSendLongerSegmentsBeforeTheExchangeHasEnded() {
        WirePdu first = wire.exchange(WirePdu.text(0, 1, -1, "MaxRecvDataSegmentLength=512"));
        assertEquals(8192, pingOf(8192));
        wire.exchange(WirePdu.text(0x80, 1, first.int32(20)));
        assertEquals(512, pingOf(8192));
    }

    @Test
    void shouldForgetADeclarationWhoseExchangeWasGivenUp() {
        wire.exchange(WirePdu.text(0, 1, -1, "MaxRecvDataSegmentLength=512"));
        negotiate("InitiatorAlias=me");
        assertEquals(8192, pingOf(8192));
    }

    @Test
    void shouldRefuseToNegotiateAnewWhatOnlyALoginCan() {
        assertEquals(
                List.of(
                        "MaxBurstLength=Reject",
                        "HeaderDigest=Reject",
                        "AuthMethod=Reject",
                        "MaxRecvDataSegmentLength=Reject",
                        "X-com.example.key=NotUnderstood"),
                negotiate(
                        "MaxBurstLength=512",
                        "HeaderDigest=CRC32C",
                        "AuthMethod=None",
                        "MaxRecvDataSegmentLength=511",
                        "X-com.example.key=1"));
        assertEquals(8192, pingOf(8192));
    }

    @Test
    void shouldTellASessionNothingAboutOtherTargets() {
        assertEquals(List.of("SendTargets=Reject"), sendTargets("All"));
        assertEquals(List.of("SendTargets=Reject"), sendTargets("iqn.2026-11.org.example:other"));
    }
}
