package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.OPERATIONAL_TO_FULL;
import static org.scst.iscsi.internal.login.LoginFixture.SECURITY_TO_OPERATIONAL;
import static org.scst.iscsi.internal.login.LoginFixture.TARGET;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scst.core.target.LoginRefusal;
import org.scst.iscsi.internal.wire.WirePdu;
import org.scst.testkit.Trials;

class LoginRefusalTest {
    private static final String INITIATOR_NAME = "InitiatorName=" + INITIATOR;
    private static final String TARGET_NAME = "TargetName=" + TARGET;

    private static WirePdu login(String... pairs) {
        return WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0, pairs);
    }

    private static WirePdu flags(int flags) {
        return WirePdu.login(flags, ISID, 0, INITIATOR_NAME, TARGET_NAME);
    }

    private static byte[] malformed() {
        return (INITIATOR_NAME + "\0" + TARGET_NAME + "\0X-key=\u00e9\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("no initiator name", 0x0207, login(TARGET_NAME)),
                Arguments.of("no target name", 0x0207, login(INITIATOR_NAME)),
                Arguments.of("no text", 0x0207, login()),
                Arguments.of("no target", 0x0203, login(INITIATOR_NAME, "TargetName=iqn.2026-11.org.example:other")),
                Arguments.of("no name of a target", 0x0203, login(INITIATOR_NAME, "TargetName=\u001b[2J")),
                Arguments.of("no iSCSI name", 0x0200, login("InitiatorName=me", TARGET_NAME)),
                Arguments.of("a character too much", 0x0200, login(INITIATOR_NAME + "_", TARGET_NAME)),
                Arguments.of("a name too long", 0x0200, login(INITIATOR_NAME + "x".repeat(223), TARGET_NAME)),
                Arguments.of("CHAP", 0x0201, login(INITIATOR_NAME, TARGET_NAME, "AuthMethod=CHAP")),
                Arguments.of("session type", 0x0209, login(INITIATOR_NAME, TARGET_NAME, "SessionType=Other")),
                Arguments.of("version", 0x0205, flags(OPERATIONAL_TO_FULL).int8(3, 1)),
                Arguments.of("T and C", 0x0200, flags(0xC7)),
                Arguments.of("reserved stage", 0x0200, flags(0x8B)),
                Arguments.of("full feature stage", 0x0200, flags(0x8F)),
                Arguments.of("back to security", 0x0200, flags(0x84)),
                Arguments.of("to the same stage", 0x0200, flags(0x85)),
                Arguments.of("to the reserved stage", 0x0200, flags(0x86)),
                Arguments.of(
                        "session unknown",
                        0x020A,
                        WirePdu.login(OPERATIONAL_TO_FULL, ISID, 3, INITIATOR_NAME, TARGET_NAME)),
                Arguments.of(
                        "discovery session unknown",
                        0x020A,
                        WirePdu.login(OPERATIONAL_TO_FULL, ISID, 3, INITIATOR_NAME, "SessionType=Discovery")),
                Arguments.of("key twice", 0x0200, login(INITIATOR_NAME, INITIATOR_NAME, TARGET_NAME)),
                Arguments.of("no pair", 0x0200, login(INITIATOR_NAME, TARGET_NAME, "something")),
                Arguments.of(
                        "pair without end",
                        0x0200,
                        flags(OPERATIONAL_TO_FULL).data(INITIATOR_NAME.getBytes(StandardCharsets.US_ASCII))),
                Arguments.of("not UTF-8", 0x0200, flags(OPERATIONAL_TO_FULL).data(malformed())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void shouldRefuseWithTheStatusOfTheCause(String cause, int status, WirePdu request) {
        try (LoginFixture fixture = LoginFixture.serving()) {
            WirePdu response = fixture.wire.exchange(request);

            assertEquals(0x23, response.opcode(), cause);
            assertEquals(status, response.int16(36), () -> Integer.toHexString(response.int16(36)));
            assertEquals(0, response.int8(1) & 0xC0, "neither T nor C");
            assertEquals(request.int32(16), response.int32(16));
            assertEquals(request.int16(14), response.int16(14));
            assertFalse(fixture.wire.open());
            assertEquals(List.of(), fixture.port.opened);
            assertEquals(0, fixture.places.taken());
        }
    }

    static Stream<Arguments> secondRequests() {
        return Stream.of(
                Arguments.of("another ISID", WirePdu.login(OPERATIONAL_TO_FULL, ISID + 1, 0)),
                Arguments.of("another TSIH", WirePdu.login(OPERATIONAL_TO_FULL, ISID, 1)),
                Arguments.of("another CID", login().int16(20, 2)),
                Arguments.of("another stage", WirePdu.login(SECURITY_TO_OPERATIONAL, ISID, 0)),
                Arguments.of("another initiator", login("InitiatorName=iqn.2026-11.org.example:admin")),
                Arguments.of("another target", login("TargetName=iqn.2026-11.org.example:other")),
                Arguments.of("another session type", login("SessionType=Discovery")),
                Arguments.of("a settled key", login("InitialR2T=Yes")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("secondRequests")
    void shouldRefuseARequestThatContradictsTheFirst(String cause, WirePdu second) {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(WirePdu.login(0x04, ISID, 0, INITIATOR_NAME, TARGET_NAME, "InitialR2T=No"));

            WirePdu response = fixture.wire.exchange(second);

            assertEquals(0x0200, response.int16(36), cause);
            assertEquals(List.of(), fixture.port.opened);
        }
    }

    @Test
    void shouldRefuseATextWithoutEnd() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            WirePdu part = WirePdu.login(0x44, ISID, 0).data(new byte[8192]);
            assertEquals(0, fixture.wire.exchange(part).int16(36));
            assertEquals(0, fixture.wire.exchange(part).int16(36));

            assertEquals(0x0200, fixture.wire.exchange(part).int16(36));
        }
    }

    @Test
    void shouldAnswerOnceWhateverTheTextIs() {
        Trials.each(200, values -> {
            try (LoginFixture fixture = LoginFixture.serving()) {
                WirePdu response = fixture.wire.exchange(
                        WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0).data(values.bytes()));

                assertEquals(0x02, response.int8(36), "Status-Class");
                assertFalse(fixture.wire.open());
            }
        });
    }

    @Test
    void shouldAnswerOnceWhateverTheFlagsAre() {
        for (int flags = 0; flags < 256; flags++) {
            answerOnce(flags);
        }
    }

    private static void answerOnce(int flags) {
        boolean transit = (flags & 0x80) != 0;
        boolean continues = (flags & 0x40) != 0;
        int from = flags >> 2 & 3;
        int to = flags & 3;
        boolean legal = from < 2 && (!transit || !continues && (to == 3 || to == 1 && from == 0));
        try (LoginFixture fixture = LoginFixture.serving()) {
            WirePdu response = fixture.wire.exchange(flags(flags));

            assertEquals(legal ? 0 : 0x0200, response.int16(36), () -> Integer.toHexString(flags));
            assertEquals(legal, fixture.wire.open());
            assertEquals(legal && transit && to == 3 ? 1 : 0, fixture.port.opened.size());
        }
    }

    @Test
    void shouldTellCoreWhoWasRefusedAndWhy() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(login(INITIATOR_NAME, "TargetName=iqn.2026-11.org.example:other\u001b"));

            LoginRefusal refusal = fixture.refusals.getFirst();
            assertEquals(INITIATOR, refusal.initiator());
            assertEquals("iqn.2026-11.org.example:other?", refusal.target());
            assertEquals("0x0203 NOT_FOUND", refusal.status());
            assertEquals(1, fixture.refusals.size());
        }
    }

    @Test
    void shouldTellCoreOfARefusalOfNobody() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(login());

            assertEquals("", fixture.refusals.getFirst().initiator());
            assertEquals("", fixture.refusals.getFirst().target());
            assertEquals("InitiatorName is missing", fixture.refusals.getFirst().cause());
        }
    }
}
