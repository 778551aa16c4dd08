package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.OPERATIONAL_TO_FULL;
import static org.scst.iscsi.internal.login.LoginFixture.SECURITY_TO_FULL;
import static org.scst.iscsi.internal.login.LoginFixture.SECURITY_TO_OPERATIONAL;
import static org.scst.iscsi.internal.login.LoginFixture.TARGET;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.TransportId;
import org.scst.core.target.NexusDescription;
import org.scst.iscsi.internal.connection.ConnectionState;
import org.scst.iscsi.internal.wire.WirePdu;

class LoginPhaseTest {
    private static final String[] NAMES = {"InitiatorName=" + INITIATOR, "TargetName=" + TARGET};

    @Test
    void shouldAnswerAWholeLoginByteByByte() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.send(LoginFixture.normal("HeaderDigest=CRC32C,None", "InitialR2T=Yes"));

            byte[] text = WirePdu.text(
                    "TargetPortalGroupTag=1",
                    "HeaderDigest=CRC32C",
                    "InitialR2T=Yes",
                    "MaxRecvDataSegmentLength=1048576");
            byte[] header = HexFormat.of()
                    .parseHex("2387000000" + "%06x".formatted(text.length) + "400001370000" + "0007" + "00000010"
                            + "00000000" + "00000009" + "00000005" + "00000024" + "0000" + "0000" + "0000000000000000");
            byte[] expected = Arrays.copyOf(header, header.length + (text.length + 3 & ~3));
            System.arraycopy(text, 0, expected, header.length, text.length);
            assertArrayEquals(expected, fixture.wire.receivedRaw());
        }
    }

    @Test
    void shouldOpenANexusUnderNameAndIsid() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(LoginFixture.normal());

            NexusDescription opened = fixture.port.opened.getFirst().description();
            assertEquals(INITIATOR + ",i,0x400001370000", opened.key());
            assertEquals(INITIATOR, opened.initiatorName());
            assertEquals(TransportId.iscsi(INITIATOR, ISID), opened.initiatorPort());
            assertTrue(opened.expectedLengths());
            assertFalse(opened.carriesCommands());
            assertEquals(ConnectionState.LOGGED_IN, fixture.connection.state());
            assertTrue(fixture.target.has(7, INITIATOR, ISID));
        }
    }

    @Test
    void shouldPassBothStagesOneAfterTheOther() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            WirePdu security = fixture.wire.exchange(
                    WirePdu.login(SECURITY_TO_OPERATIONAL, ISID, 0, LoginFixture.join(NAMES, "AuthMethod=CHAP,None")));
            WirePdu operational = fixture.wire.exchange(
                    WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0, "MaxBurstLength=16384", "DataDigest=None"));

            assertEquals(SECURITY_TO_OPERATIONAL, security.int8(1));
            assertEquals(0, security.int16(14));
            assertEquals(List.of("TargetPortalGroupTag=1", "AuthMethod=None"), security.pairs());
            assertEquals(OPERATIONAL_TO_FULL, operational.int8(1));
            assertEquals(7, operational.int16(14));
            assertEquals(security.int32(24) + 1, operational.int32(24));
            assertEquals(
                    List.of("MaxBurstLength=16384", "DataDigest=None", "MaxRecvDataSegmentLength=1048576"),
                    operational.pairs());
        }
    }

    @Test
    void shouldKeepTheDefaultsWhenOnlySecurityIsPassed() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            WirePdu response = fixture.wire.exchange(WirePdu.login(SECURITY_TO_FULL, ISID, 0, NAMES));

            assertEquals(SECURITY_TO_FULL, response.int8(1));
            Map<String, String> negotiated =
                    fixture.port.opened.getFirst().transport().properties();
            assertEquals("8192", negotiated.get("MaxRecvDataSegmentLength"));
            assertEquals("8192", negotiated.get("MaxXmitDataSegmentLength"));
            assertEquals("262144", negotiated.get("MaxBurstLength"));
            assertEquals("65536", negotiated.get("FirstBurstLength"));
            assertEquals("1", negotiated.get("MaxOutstandingR2T"));
            assertEquals("Yes", negotiated.get("InitialR2T"));
            assertEquals("Yes", negotiated.get("ImmediateData"));
        }
    }

    @Test
    void shouldStayInAStageAsLongAsTheInitiatorWants() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            WirePdu first = fixture.wire.exchange(WirePdu.login(0x04, ISID, 0, NAMES));
            WirePdu second = fixture.wire.exchange(WirePdu.login(0x04, ISID, 0, "ErrorRecoveryLevel=2"));
            WirePdu last = fixture.wire.exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0));

            assertEquals(0x04, first.int8(1));
            assertEquals(0x04, second.int8(1));
            assertEquals(List.of("ErrorRecoveryLevel=0"), second.pairs());
            assertEquals(OPERATIONAL_TO_FULL, last.int8(1));
            assertEquals(List.of(), last.pairs());
        }
    }

    @Test
    void shouldTakeATextThatIsCutAnywhere() {
        byte[] text = WirePdu.text(LoginFixture.join(new String[] {"InitialR2T=Yes"}, NAMES));
        for (int cut = 0; cut <= text.length; cut++) {
            try (LoginFixture fixture = LoginFixture.serving()) {
                WirePdu part =
                        fixture.wire.exchange(WirePdu.login(0x44, ISID, 0).data(Arrays.copyOf(text, cut)));
                WirePdu whole = fixture.wire.exchange(
                        WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0).data(Arrays.copyOfRange(text, cut, text.length)));

                assertEquals(0x04, part.int8(1));
                assertEquals(List.of(), part.pairs());
                assertEquals(0, whole.int16(36), "cut at " + cut);
                assertTrue(whole.pairs().contains("InitialR2T=Yes"));
            }
        }
    }

    @Test
    void shouldBearAnInitiatorThatSaysItsNamesInEachStage() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(
                    WirePdu.login(SECURITY_TO_OPERATIONAL, ISID, 0, LoginFixture.join(NAMES, "SessionType=Normal")));

            WirePdu response = fixture.wire.exchange(
                    WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0, LoginFixture.join(NAMES, "SessionType=Normal")));

            assertEquals(0, response.int16(36));
            assertEquals(1, fixture.port.opened.size());
        }
    }

    @Test
    void shouldTellTheAliasOfTheTarget() {
        try (LoginFixture fixture = new LoginFixture(Map.of("alias", "Für alle"))) {
            fixture.gate.complete(true);

            assertTrue(fixture.wire.exchange(LoginFixture.normal()).pairs().contains("TargetAlias=Für alle"));
        }
    }

    @Test
    void shouldNegotiateWithinTheLimitsOfTheTarget() {
        try (LoginFixture fixture = new LoginFixture(Map.of(
                "MaxBurstLength", "32768", "ImmediateData", "no", "HeaderDigest", "None", "QueuedCommands", "3"))) {
            fixture.gate.complete(true);
            WirePdu response = fixture.wire.exchange(LoginFixture.normal(
                    "MaxBurstLength=262144",
                    "FirstBurstLength=65536",
                    "ImmediateData=Yes",
                    "HeaderDigest=CRC32C,None"));

            assertTrue(response.pairs()
                    .containsAll(List.of(
                            "MaxBurstLength=32768",
                            "FirstBurstLength=32768",
                            "ImmediateData=No",
                            "HeaderDigest=None")));
            assertEquals(3, response.int32(32) - response.int32(28) + 1);
        }
    }

    @Test
    void shouldFoldTheCaseOfNames() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(WirePdu.login(
                    OPERATIONAL_TO_FULL,
                    ISID,
                    0,
                    "InitiatorName=" + INITIATOR.toUpperCase(java.util.Locale.ROOT),
                    "TargetName=IQN.2026-11.org.example:SAN"));

            assertEquals(INITIATOR, fixture.port.opened.getFirst().description().initiatorName());
        }
    }

    @Test
    void shouldParkTheFirstRequestUntilTheStartGateOpens() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.wire.send(LoginFixture.normal());
            assertEquals(List.of(), fixture.wire.received());

            fixture.gate.complete(true);

            assertEquals(0, fixture.wire.receivedOne().int16(36));
        }
    }

    @Test
    void shouldAnswerServiceUnavailableWhenTheStartGateStaysShut() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.wire.send(LoginFixture.normal());

            fixture.gate.complete(false);

            assertEquals(0x0301, fixture.wire.receivedOne().int16(36));
            assertFalse(fixture.wire.open());
        }
    }

    @Test
    void shouldAnswerServiceUnavailableWhenTheDriverWithdrawsMeanwhile() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.wire.send(LoginFixture.normal());

            fixture.connection.shutDown("the driver withdraws", true);

            assertEquals(0x0301, fixture.wire.receivedOne().int16(36));
            fixture.gate.complete(true);
            assertEquals(List.of(), fixture.port.opened);
        }
    }

    @Test
    void shouldForgetAParkedLoginWhoseConnectionIsGone() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.wire.send(LoginFixture.normal());
            fixture.wire.close();

            fixture.gate.complete(true);

            assertEquals(List.of(), fixture.port.opened);
            assertEquals(0, fixture.places.taken());
        }
    }

    @Test
    void shouldGiveUpALoginThatTakesTooLong() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(WirePdu.login(0x04, ISID, 0, NAMES));
            fixture.wire.advance(29);
            assertTrue(fixture.wire.open());

            fixture.wire.advance(3);

            assertFalse(fixture.wire.open());
            assertEquals(0, fixture.places.taken());
        }
    }

    @Test
    void shouldReplaceTheSessionOfTheSameInitiatorPort() {
        try (LoginFixture fixture = new LoginFixture(Map.of("MaxSessions", "1"))) {
            fixture.gate.complete(true);
            var old = fixture.wire;
            old.exchange(LoginFixture.normal());
            fixture.connect();

            assertEquals(0, fixture.wire.exchange(LoginFixture.normal()).int16(36));

            assertEquals(
                    fixture.port.opened.getFirst().description().key(),
                    fixture.port.opened.getLast().description().key());
            assertEquals(0x32, old.receivedOne().opcode());
            old.close();
            assertFalse(fixture.target.has(7, INITIATOR, ISID));
            assertTrue(fixture.target.has(8, INITIATOR, ISID));
        }
    }

    @Test
    void shouldRefuseOneSessionMoreThanTheTargetAllows() {
        try (LoginFixture fixture = new LoginFixture(Map.of("MaxSessions", "1"))) {
            fixture.gate.complete(true);
            fixture.wire.exchange(LoginFixture.normal());
            fixture.connect();

            WirePdu response = fixture.wire.exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID + 1, 0, NAMES));

            assertEquals(0x0302, response.int16(36));
        }
    }

    @Test
    void shouldRefuseOneSessionMoreAlsoWhenBothLoginsBeganBeforeEither() {
        try (LoginFixture fixture = new LoginFixture(Map.of("MaxSessions", "1"))) {
            fixture.gate.complete(true);
            var first = fixture.wire;
            first.exchange(WirePdu.login(0x04, ISID, 0, NAMES));
            fixture.connect();
            fixture.wire.exchange(WirePdu.login(0x04, ISID + 1, 0, NAMES));

            assertEquals(
                    0,
                    first.exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0)).int16(36));
            assertEquals(
                    0x0302,
                    fixture.wire
                            .exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID + 1, 0))
                            .int16(36));
            assertEquals(1, fixture.port.opened.size());
        }
    }

    @Test
    void shouldKeepASessionThatHasLoggedInBeforeItHeardThatItsPlaceWasNeeded() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.limits = new LoginLimits(Duration.ofSeconds(30), 1, 2, 100, 1 << 20);
            var first = fixture.wire;
            first.exchange(WirePdu.login(0x04, ISID, 0, NAMES));
            fixture.connect();

            assertEquals(
                    0,
                    first.exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0)).int16(36));

            assertTrue(first.open());
            assertEquals(List.of(), fixture.refusals);
            assertEquals(1, fixture.places.taken());
        }
    }

    @Test
    void shouldGiveAnInitiatorItsTimeAfterTheStartGateHasOpened() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.limits = new LoginLimits(Duration.ofSeconds(5), 10, 10, 100, 1 << 20);
            fixture.connect();
            fixture.wire.send(WirePdu.login(0x04, ISID, 0, NAMES));
            fixture.wire.advance(9);
            fixture.gate.complete(true);
            assertEquals(0, fixture.wire.receivedOne().int16(36));

            fixture.wire.advance(4);

            assertEquals(
                    0,
                    fixture.wire
                            .exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0))
                            .int16(36));
        }
    }

    @Test
    void shouldTellASecondConnectionFromASessionThatDoesNotExist() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(LoginFixture.normal());

            fixture.connect();
            assertEquals(
                    0x0206,
                    fixture.wire
                            .exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID, 7, NAMES))
                            .int16(36));
            fixture.connect();
            assertEquals(
                    0x020A,
                    fixture.wire
                            .exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID + 1, 7, NAMES))
                            .int16(36));
        }
    }

    @Test
    void shouldAnswerNotFoundForATargetThatMapsNothingForTheInitiator() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.port.visible = initiator -> !initiator.equals(INITIATOR);

            assertEquals(0x0203, fixture.wire.exchange(LoginFixture.normal()).int16(36));
            assertEquals(List.of(), fixture.port.opened);
        }
    }

    @Test
    void shouldAnswerOutOfResourcesWhenThereIsNoMemoryForUnsolicitedData() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.port.full = true;

            assertEquals(0x0302, fixture.wire.exchange(LoginFixture.normal()).int16(36));
        }
    }

    @Test
    void shouldTellHowMuchMayComeUnasked() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(LoginFixture.normal());

            NexusDescription description = fixture.port.opened.getFirst().description();
            assertEquals(new NexusDescription.Queue(32, 65536), description.queue());
        }
    }

    @Test
    void shouldLetLessComeUnaskedWhenMemoryIsScarce() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.port.unsolicitedBytes = 8192;
            WirePdu response = fixture.wire.exchange(
                    LoginFixture.normal("FirstBurstLength=65536", "InitialR2T=No", "ImmediateData=Yes"));

            assertTrue(response.pairs()
                    .containsAll(List.of("FirstBurstLength=8192", "InitialR2T=No", "ImmediateData=Yes")));
            assertEquals(
                    new NexusDescription.Queue(32, 8192),
                    fixture.port.opened.getFirst().description().queue());
        }
    }

    @Test
    void shouldAskForAllDataWhenThereIsNoMemoryForItBefore() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.port.unsolicitedBytes = 0;
            WirePdu response = fixture.wire.exchange(
                    LoginFixture.normal("FirstBurstLength=65536", "InitialR2T=No", "ImmediateData=Yes"));

            assertTrue(response.pairs().containsAll(List.of("InitialR2T=Yes", "ImmediateData=No")));
            assertEquals(
                    new NexusDescription.Queue(32, 0),
                    fixture.port.opened.getFirst().description().queue());
        }
    }

    @Test
    void shouldAnswerServiceUnavailableWhenTheTargetGoesDuringLogin() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.exchange(WirePdu.login(0x04, ISID, 0, NAMES));
            fixture.port.dead = true;

            assertEquals(
                    0x0301,
                    fixture.wire
                            .exchange(WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0))
                            .int16(36));
        }
    }

    @Test
    void shouldCloseWithoutAnAnswerWhenSomethingElseThanALoginComes() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.send(WirePdu.command(1, 1, 0xC0, 36));

            assertEquals(List.of(), fixture.wire.received());
            assertFalse(fixture.wire.open());
        }
    }

    @Test
    void shouldCloseOnATextClient() {
        try (LoginFixture fixture = LoginFixture.serving()) {
            fixture.wire.sendRaw("GET / HTTP/1.1\r\nHost: storage.example.org:3260\r\nAccept: */*\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));

            assertEquals(List.of(), fixture.wire.received());
            assertFalse(fixture.wire.open());
        }
    }

    @Test
    void shouldCloseWhenTheInitiatorDoesNotAwaitTheAnswer() {
        try (LoginFixture fixture = new LoginFixture()) {
            fixture.wire.send(LoginFixture.normal(), LoginFixture.normal());

            assertFalse(fixture.wire.open());
        }
    }
}
