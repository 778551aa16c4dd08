package org.scst.iscsi.internal.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.login.LoginLimits;
import org.scst.iscsi.internal.login.LoginService;
import org.scst.iscsi.internal.target.DriverSettings;
import org.scst.iscsi.internal.target.FakeTargetPort;
import org.scst.iscsi.internal.target.IscsiTarget;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

class DiscoveryPhaseTest {
    private static final String INITIATOR = "iqn.2026-11.org.example:initiator";
    private static final int FINAL = 0x80;
    private static final int CONTINUES = 0x40;

    private final Map<String, IscsiTarget> targets = new TreeMap<>();
    private final InetSocketAddress portal = new InetSocketAddress("::1", 3260);
    private WireChannel wire = connect(8192);

    /** A discovery session that has just begun. */
    private WireChannel connect(int segmentLength) {
        Discovery discovery = new Discovery(
                targets, () -> List.of(portal), () -> DriverSettings.DEFAULT, (target, initiator) -> true);
        return new WireChannel(portal, new Connection(WireChannel.badPeers(), WireChannel.memory(), connection -> {
            connection.beginNumbers(5, 100);
            connection.window().queueLimit(8);
            Phase phase = discovery.begin(
                    connection, INITIATOR, new LoginService.Negotiated(65536, segmentLength, 1, LoginLimits.DEFAULT));
            connection.enter(phase, false, false);
            return phase;
        }));
    }

    private FakeTargetPort add(String name) {
        FakeTargetPort port = new FakeTargetPort("iqn.2026-11.org.example:" + name);
        targets.put(port.name(), FakeTargetPort.target(port, Map.of()));
        return port;
    }

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void shouldLetAnInitiatorFetchTheRestOfALongAnswerAsFastAsItLikes() {
        for (int number = 0; number < 1000; number++) {
            add("target" + number);
        }
        wire.close();
        wire = connect(512);
        WirePdu part = wire.exchange(WirePdu.text(FINAL, 1, -1, "SendTargets=All"));
        int parts = 1;
        while ((part.int8(1) & CONTINUES) != 0) {
            part = wire.exchange(WirePdu.text(FINAL, 1, part.int32(20)));
            parts++;
        }
        assertTrue(parts > LoginLimits.DEFAULT.requestsPerSecond(), parts + " parts within a second");
        assertTrue(wire.open());
    }

    @Test
    void shouldNameEveryTargetWithItsPortals() {
        add("b");
        add("a");

        WirePdu response = wire.exchange(WirePdu.text(FINAL, 3, -1, "SendTargets=All"));

        assertEquals(0x24, response.opcode());
        assertEquals(FINAL, response.int8(1));
        assertEquals(3, response.int32(16));
        assertEquals(-1, response.int32(20));
        assertEquals(100, response.int32(24));
        assertEquals(
                List.of(
                        "TargetName=iqn.2026-11.org.example:a",
                        "TargetAddress=[::1]:3260,1",
                        "TargetName=iqn.2026-11.org.example:b",
                        "TargetAddress=[::1]:3260,1"),
                response.pairs());
    }

    @Test
    void shouldHideATargetThatMapsNothingForTheInitiator() {
        add("hidden").visible = initiator -> !initiator.equals(INITIATOR);
        add("shown");

        assertEquals(
                List.of("TargetName=iqn.2026-11.org.example:shown", "TargetAddress=[::1]:3260,1"),
                wire.exchange(WirePdu.text(FINAL, 3, -1, "SendTargets=All")).pairs());
        assertEquals(
                List.of(),
                wire.exchange(WirePdu.text(FINAL, 4, -1, "SendTargets=iqn.2026-11.org.example:hidden"))
                        .pairs());
    }

    @Test
    void shouldAnswerForOneTargetByName() {
        add("a");
        add("b");

        assertEquals(
                List.of("TargetName=iqn.2026-11.org.example:b", "TargetAddress=[::1]:3260,1"),
                wire.exchange(WirePdu.text(FINAL, 3, -1, "SendTargets=iqn.2026-11.org.example:B"))
                        .pairs());
    }

    @Test
    void shouldRejectTheCurrentTargetOfASessionThatHasNone() {
        assertEquals(
                List.of("SendTargets=Reject"),
                wire.exchange(WirePdu.text(FINAL, 3, -1, "SendTargets=")).pairs());
    }

    @Test
    void shouldSayWhatIsNotUnderstoodAndWhatCannotChangeNow() {
        assertEquals(
                List.of("X-key=NotUnderstood", "MaxBurstLength=Reject"),
                wire.exchange(WirePdu.text(FINAL, 3, -1, "X-key=1", "MaxBurstLength=512"))
                        .pairs());
    }

    @Test
    void shouldSendALongAnswerInPartsThatFit() {
        wire.close();
        wire = connect(512);
        for (int index = 100; index < 150; index++) {
            add("target" + index);
        }
        byte[] whole =
                wire.exchange(WirePdu.text(FINAL, 3, -1, "SendTargets=All")).data();
        int parts = 1;
        WirePdu response = wire.exchange(WirePdu.text(FINAL, 4, -1, "SendTargets=All"));
        byte[] gathered = response.data();
        while ((response.int8(1) & FINAL) == 0) {
            assertEquals(CONTINUES, response.int8(1));
            assertEquals(512, response.data().length);
            assertNotEquals(-1, response.int32(20));
            response = wire.exchange(WirePdu.text(FINAL, 4, response.int32(20)));
            gathered = concat(gathered, response.data());
            parts++;
        }

        List<String> pairs = WirePdu.opcode(0).data(gathered).pairs();
        assertEquals(100, pairs.size());
        assertEquals("TargetName=iqn.2026-11.org.example:target149", pairs.get(98));
        assertEquals((gathered.length + 511) / 512, parts);
        assertEquals(-1, response.int32(20));
        assertEquals(512, whole.length, "an answer that was left for a new request begins anew");
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void shouldTakeARequestThatIsCutAnywhere() {
        add("a");
        byte[] text = WirePdu.text("SendTargets=All", "X-key=1");
        for (int cut = 0; cut <= text.length; cut++) {
            WirePdu invited = wire.exchange(WirePdu.text(CONTINUES, 3, -1).data(Arrays.copyOf(text, cut)));
            assertEquals(0, invited.int8(1));
            assertEquals(List.of(), invited.pairs());

            WirePdu response = wire.exchange(
                    WirePdu.text(FINAL, 3, invited.int32(20)).data(Arrays.copyOfRange(text, cut, text.length)));

            assertEquals(FINAL, response.int8(1));
            assertEquals(3, response.pairs().size(), "cut at " + cut);
        }
    }

    @Test
    void shouldLeaveTheLastWordToAnInitiatorThatHasMoreToSay() {
        WirePdu first = wire.exchange(WirePdu.text(0, 3, -1, "X-one=1"));
        assertEquals(0, first.int8(1));
        assertEquals(List.of("X-one=NotUnderstood"), first.pairs());

        WirePdu last = wire.exchange(WirePdu.text(FINAL, 3, first.int32(20), "X-two=2"));

        assertEquals(FINAL, last.int8(1));
        assertEquals(List.of("X-two=NotUnderstood"), last.pairs());
    }

    @Test
    void shouldRejectARequestThatGoesOnFromNothing() {
        WirePdu request = WirePdu.text(FINAL, 3, 77, "SendTargets=All");
        WirePdu response = wire.exchange(request);

        assertEquals(0x3F, response.opcode());
        assertEquals(0x09, response.int8(2));
        assertEquals(
                new String(request.header(), StandardCharsets.ISO_8859_1),
                new String(response.data(), StandardCharsets.ISO_8859_1));
        assertTrue(wire.open());
    }

    @Test
    void shouldRejectTextThatIsNoneAndGoOn() {
        assertEquals(0x3F, wire.exchange(WirePdu.text(FINAL, 3, -1, "nonsense")).opcode());
        assertEquals(
                0x3F,
                wire.exchange(WirePdu.text(FINAL | CONTINUES, 3, -1, "A=1")).opcode());

        assertEquals(
                List.of("X-key=NotUnderstood"),
                wire.exchange(WirePdu.text(FINAL, 4, -1, "X-key=1")).pairs());
    }

    @Test
    void shouldReturnPingDataAsFarAsTheInitiatorTakesIt() {
        wire.close();
        wire = connect(512);

        WirePdu response = wire.exchange(WirePdu.nopOut(9, 5).immediate().data(new byte[600]));

        assertEquals(0x20, response.opcode());
        assertEquals(512, response.data().length);
    }

    @Test
    void shouldRejectCommands() {
        WirePdu response = wire.exchange(WirePdu.command(1, 5, 0xC0, 36));

        assertEquals(0x3F, response.opcode());
        assertEquals(0x05, response.int8(2));
        assertEquals(6, response.int32(28), "the command counts as received");
    }

    @Test
    void shouldIgnoreWhatIsNotInTurn() {
        wire.send(WirePdu.nopOut(9, 4));
        assertEquals(List.of(), wire.received());

        assertEquals(0x20, wire.exchange(WirePdu.nopOut(9, 5)).opcode());
    }

    @Test
    void shouldEndWithLogout() {
        WirePdu response = wire.exchange(WirePdu.logout(9, 5, 0));

        assertEquals(0x26, response.opcode());
        assertEquals(0, response.int8(2));
        assertFalse(wire.open());
    }
}
