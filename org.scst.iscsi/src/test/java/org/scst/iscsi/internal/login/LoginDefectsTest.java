package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.OPERATIONAL_TO_FULL;
import static org.scst.iscsi.internal.login.LoginFixture.TARGET;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.target.LoginRefusal;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

/** Defects that others have published in what a target does before anybody has logged in; see runtime/docs/defects.md. */
class LoginDefectsTest {
    private static final String[] NAMES = {"InitiatorName=" + INITIATOR, "TargetName=" + TARGET};

    private final LoginFixture fixture = LoginFixture.serving();

    @AfterEach
    void proveThatNothingIsLeft() {
        fixture.close();
        assertEquals(0, fixture.places.taken());
        assertEquals(0, fixture.memory.used());
    }

    private static WirePdu withText(byte[] text) {
        return WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0).data(text);
    }

    private static String printable(LoginRefusal refusal) {
        return refusal.initiator() + refusal.target() + refusal.cause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%n%n%s%x",
                "${jndi:ldap://x}",
                "{} {}",
                "\u001b[2J\u001b]0;x\u0007",
                "<script>",
                "a\nb\rc",
                "\u202e"
            })
    @DisplayName("CVE-2010-0743: a name is text and never a format, a command or markup")
    void shouldShowNoNameThatIsMoreThanAName(String hostile) {
        WirePdu asInitiator = fixture.wire.exchange(
                withText(WirePdu.text("InitiatorName=iqn.2026-11.org.example:" + hostile, NAMES[1])));
        fixture.connect();
        WirePdu asTarget = fixture.wire.exchange(
                withText(WirePdu.text(NAMES[0], "TargetName=iqn.2026-11.org.example:" + hostile)));

        assertEquals(0x0200, asInitiator.int16(36));
        assertEquals(0x0203, asTarget.int16(36));
        assertEquals(2, fixture.refusals.size());
        for (LoginRefusal refusal : fixture.refusals) {
            assertTrue(printable(refusal).chars().allMatch(c -> c >= ' ' && c < 0x7F), () -> printable(refusal));
        }
        assertFalse(fixture.refusals.getFirst().initiator().contains("%"));
    }

    @Test
    @DisplayName("CVE-2011-0001: a login that comes in pieces, split at every byte")
    void shouldTakeALoginSplitAtEveryByte() {
        byte[] bytes = LoginFixture.normal("HeaderDigest=None").bytes();
        for (int split = 1; split < bytes.length; split++) {
            WireChannel wire = fixture.connect();
            wire.sendRaw(Arrays.copyOf(bytes, split));
            assertEquals(List.of(), wire.received());
            wire.sendRaw(Arrays.copyOfRange(bytes, split, bytes.length));
            assertEquals(0, wire.receivedOne().int16(36), "split at " + split);
        }
    }

    @Test
    @DisplayName("CVE-2011-0001: Login Requests that come twice, before and after the answer")
    void shouldNotTakeALoginTwice() {
        WirePdu login = LoginFixture.normal();
        fixture.wire.send(login, login);
        List<WirePdu> answers = fixture.wire.received();
        assertEquals(0, answers.getFirst().int16(36));
        assertEquals(1, fixture.port.opened.size());
        assertEquals(0x3F, answers.get(1).opcode(), "the second is rejected by the session");

        try (LoginFixture closed = new LoginFixture()) {
            closed.wire.send(login, login);
            assertFalse(closed.wire.open());
            closed.gate.complete(true);
            assertEquals(List.of(), closed.port.opened);
        }
    }

    @Test
    @DisplayName("CVE-2013-2850: a key of any length is answered within bounds or refused")
    void shouldNotEchoALongKey() {
        for (int length : new int[] {1, 63, 64, 254, 255, 256, 257, 1024, 7900}) {
            WireChannel wire = fixture.connect();
            WirePdu answer = wire.exchange(withText(WirePdu.text(NAMES[0], NAMES[1], "K".repeat(length) + "=v")));

            if (length <= 63) {
                assertEquals(0, answer.int16(36));
                assertTrue(answer.pairs().contains("K".repeat(length) + "=NotUnderstood"));
            } else {
                assertEquals(0x0200, answer.int16(36), "a key of " + length);
                assertEquals(0, answer.data().length);
                assertTrue(fixture.refusals.getLast().cause().length() < 100);
            }
        }
    }

    @Test
    @DisplayName(
            "CVE-2022-50350: what is pipelined behind the Login Request ends the connection, and nothing is opened")
    void shouldTakeNothingBehindALoginThatWasNotAnswered() {
        byte[] login = LoginFixture.normal().bytes();
        byte[] ping = WirePdu.nopOut(0x77, 5).data(new byte[] {1, 2, 3}).bytes();
        byte[] logout = WirePdu.logout(0x78, 6, 0).bytes();
        fixture.wire.sendRaw(concat(login, ping, logout));

        assertEquals(List.of(), fixture.wire.received());
        assertFalse(fixture.wire.open());
        assertEquals(List.of(), fixture.port.opened);
    }

    @Test
    @DisplayName("CVE-2022-50350: the connection ends while the login waits, with more bytes behind it")
    void shouldForgetALoginWhoseConnectionEndsWhileItWaits() {
        try (LoginFixture waiting = new LoginFixture()) {
            byte[] login = LoginFixture.normal().bytes();
            waiting.wire.sendRaw(
                    concat(login, Arrays.copyOf(WirePdu.nopOut(1, 5).bytes(), 20)));
            waiting.wire.close();
            waiting.gate.complete(true);

            assertEquals(List.of(), waiting.port.opened);
            assertEquals(0, waiting.places.taken());
            assertEquals(0, waiting.memory.used());
        }
    }

    @Test
    @DisplayName("CVE-2026-53176: a Login Request that is shorter than its header")
    void shouldWaitForTheHeaderAndForgetItWithTheConnection() {
        byte[] bytes = LoginFixture.normal().bytes();
        for (int length = 0; length < 48; length++) {
            WireChannel wire = fixture.connect();
            wire.sendRaw(Arrays.copyOf(bytes, length));
            assertEquals(List.of(), wire.received());
            assertTrue(wire.open());
            wire.close();
        }
        assertEquals(List.of(), fixture.port.opened);
    }

    @Test
    @DisplayName("CVE-2026-63887: thousands of small unknown keys do not become a large answer")
    void shouldNotAnswerMoreThanItWasAsked() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(WirePdu.text(NAMES));
        int keys = 0;
        while (text.size() + 6 < 8192) {
            text.writeBytes(WirePdu.text(String.format("k%02x=", keys++ % 256)));
        }
        WirePdu refused = fixture.wire.exchange(withText(text.toByteArray()));
        assertEquals(0x0200, refused.int16(36), keys + " keys");
        assertEquals(0, refused.data().length);

        String[] many = new String[60];
        for (int key = 0; key < many.length; key++) {
            many[key] = "K".repeat(60) + String.format("%02d=v", key);
        }
        WireChannel wire = fixture.connect();
        WirePdu answered = wire.exchange(LoginFixture.normal(many));
        assertEquals(0, answered.int16(36));
        assertTrue(answered.data().length <= 8192, "an answer of " + answered.data().length);
    }

    @Test
    @DisplayName("spdk#3927: every operation code as the first PDU, with and without data")
    void shouldEndAConnectionWhoseFirstPduIsNoLoginRequest() {
        for (int first = 0; first < 256; first++) {
            if ((first & 0x3F) != 0x03) {
                for (byte[] data : new byte[][] {{}, new byte[100]}) {
                    WireChannel wire = fixture.connect();
                    wire.send(WirePdu.opcode(first).int8(1, 0x80).data(data));
                    assertFalse(wire.open(), "first byte " + Integer.toHexString(first));
                }
            }
        }
        assertEquals(List.of(), fixture.port.opened);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: 192.0.2.1:3260\r\nAccept: */*\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\nxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "\u0003\u0000\u0000\u002b\u0026\u00e0\u0000\u0000\u0000\u0000\u0000Cookie: mstshash=nmap\r\n\u0001\u0000\u0008\u0000\u0000\u0000"
            })
    @DisplayName("spdk#3927: what scanners of other protocols send first")
    void shouldEndAConnectionOfAnotherProtocol(String hello) {
        fixture.wire.sendRaw(hello.getBytes(StandardCharsets.ISO_8859_1));
        // One that announces more than came is left to its time-out.
        fixture.wire.advance(31);
        assertFalse(fixture.wire.open());
        assertEquals(List.of(), fixture.port.opened);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
