package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.SECURITY_TO_FULL;
import static org.scst.iscsi.internal.login.LoginFixture.TARGET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.admin.SecretFolder;
import org.scst.iscsi.internal.authentication.Accounts;
import org.scst.iscsi.internal.authentication.Authenticator;
import org.scst.iscsi.internal.authentication.ChapAlgorithm;
import org.scst.iscsi.internal.authentication.ChapInitiator;
import org.scst.iscsi.internal.wire.WirePdu;
import org.scst.testkit.Trials;

/** The security stage as an initiator meets it (RFC 7143 12.1.3). */
class LoginAuthenticationTest extends ChapLogin {
    @ParameterizedTest
    @ValueSource(strings = {"5", "6", "7", "8"})
    void shouldLogInWithEachAlgorithm(String algorithm) {
        Map<String, String> asked = challenge(algorithm);
        assertEquals(algorithm, asked.get("CHAP_A"));

        assertLoggedIn(send(SECURITY_TO_FULL, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, ALICE)));
    }

    @Test
    void shouldKnowSeveralAccountsAndTakeNamesAsTheyAre() {
        Map<String, String> asked = challenge("7");
        assertLoggedIn(send(SECURITY_TO_FULL, "CHAP_N=bob", "CHAP_R=" + ChapInitiator.response(asked, BOB)));
        reconnect();
        asked = challenge("7");
        // No number, though it looks like one.
        assertLoggedIn(
                send(SECURITY_TO_FULL, "CHAP_N=0x616c", "CHAP_R=" + ChapInitiator.response(asked, "0123456789ab")));
    }

    @Test
    void shouldGoThroughEachStageSeparately() {
        Map<String, String> asked = challenge("5");
        WirePdu proved = send(SECURITY, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, ALICE));
        assertEquals(0, proved.int16(36));
        assertEquals(0, proved.int8(1));
        assertEquals(0x81, send(LoginFixture.SECURITY_TO_OPERATIONAL).int8(1));

        WirePdu last = send(LoginFixture.OPERATIONAL_TO_FULL, "HeaderDigest=None");

        assertEquals(0, last.int16(36));
        assertEquals(1, fixture.port.opened.size());
    }

    @Test
    void shouldStayInTheSecurityStageUntilItIsPassed() {
        WirePdu first =
                send(SECURITY_TO_FULL, "InitiatorName=" + INITIATOR, "TargetName=" + TARGET, "AuthMethod=None,CHAP");
        assertEquals(0, first.int16(36));
        assertEquals(0, first.int8(1), "not granted");
        assertEquals("CHAP", ChapInitiator.map(first.pairs()).get("AuthMethod"));
        Map<String, String> asked =
                ChapInitiator.map(send(SECURITY_TO_FULL, "CHAP_A=5").pairs());
        assertEquals(0, send(SECURITY_TO_FULL).int8(1), "premature");
        assertLoggedIn(send(SECURITY_TO_FULL, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, ALICE)));
    }

    static Stream<Arguments> wrongProofs() {
        return Stream.of(
                Arguments.of("alice", BOB),
                Arguments.of("bob", ALICE),
                Arguments.of("san", OURS),
                Arguments.of("Alice", ALICE),
                Arguments.of("carol", ALICE),
                Arguments.of("", ALICE),
                Arguments.of("al", "0123456789ab"),
                Arguments.of("alice", ""));
    }

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("wrongProofs")
    void shouldRefuseWhoDoesNotKnowTheSecret(String name, String secret) {
        Map<String, String> asked = challenge("7");

        assertRefused(
                0x0201, send(SECURITY_TO_FULL, "CHAP_N=" + name, "CHAP_R=" + ChapInitiator.response(asked, secret)));
        assertEquals(
                "0x0201 AUTHENTICATION_FAILURE", fixture.refusals.getFirst().status());
    }

    static Stream<Arguments> methods() {
        return Stream.of(
                Arguments.of("None", false),
                Arguments.of("KRB5,None", false),
                Arguments.of("", false),
                Arguments.of("chap", false),
                Arguments.of("CHAP", true),
                Arguments.of("None,CHAP", true),
                Arguments.of("CHAP,None", true),
                Arguments.of("KRB5,SRP,X-org.example.Own,CHAP", true),
                Arguments.of("CHAP,CHAP", true));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void shouldTakeChapFromWhateverListAndNothingElse(String methods, boolean acceptable) {
        WirePdu response =
                send(SECURITY, "InitiatorName=" + INITIATOR, "TargetName=" + TARGET, "AuthMethod=" + methods);

        if (acceptable) {
            assertEquals("CHAP", ChapInitiator.map(response.pairs()).get("AuthMethod"));
        } else {
            assertRefused(0x0201, response);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x87, 0x04, 0x81, 0x83})
    void shouldLetNobodyPassTheSecurityStageBy(int flags) {
        assertRefused(0x0201, send(flags, "InitiatorName=" + INITIATOR, "TargetName=" + TARGET));
    }

    @Test
    void shouldTakeTheFirstAlgorithmOfTheInitiatorsListThatIsAllowed() {
        Trials.each(100, values -> {
            List<ChapAlgorithm> allowed =
                    values.shuffled(List.of(ChapAlgorithm.values())).subList(0, values.number(0, 4));
            Set<String> codes = new HashSet<>();
            for (String code : List.of("MD5 5", "SHA1 6", "SHA256 7", "SHA3_256 8")) {
                if (allowed.contains(ChapAlgorithm.valueOf(code.split(" ")[0]))) {
                    codes.add(code.split(" ")[1]);
                }
            }
            List<String> offered = values.list(6, () -> values.of("0", "1", "5", "6", "7", "8", "127", "128", "255"));
            reconnect();
            fixture.authenticator.configure(Accounts.NONE, allowed);
            begin();

            WirePdu response = send(SECURITY, "CHAP_A=" + String.join(",", offered));

            String first = offered.stream().filter(codes::contains).findFirst().orElse(null);
            if (first == null) {
                assertEquals(offered.isEmpty() ? 0x0200 : 0x0201, response.int16(36));
                assertFalse(fixture.wire.open());
            } else {
                assertEquals(first, ChapInitiator.map(response.pairs()).get("CHAP_A"));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",5", "5,", "MD5", "-5", "5 ,6", "0x", "99999999999999999999", "5;6", "٥"})
    void shouldRefuseAListOfAlgorithmsThatIsNone(String list) {
        begin();
        assertRefused(0x0200, send(SECURITY, "CHAP_A=" + list));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHAP_A=5",
                "CHAP_A=5 CHAP_N=alice CHAP_R=0x00112233445566778899aabbccddeeff",
                "CHAP_N=alice",
                "CHAP_R=0x00112233445566778899aabbccddeeff",
                "CHAP_N=alice CHAP_R=0x00112233445566778899aabbccddeeff CHAP_I=1",
                "CHAP_N=alice CHAP_R=0x00112233445566778899aabbccddeeff CHAP_C=0x11",
                "CHAP_I=1 CHAP_C=0x11",
                "AuthMethod=None",
                "AuthMethod=CHAP",
                "CHAP_N=alice CHAP_R=0x0011 CHAP_I=1 CHAP_C=0x11",
                "CHAP_N=alice CHAP_R=0x00112233445566778899aabbccddeeff CHAP_I=256 CHAP_C=0x11",
                "CHAP_N=alice CHAP_R=0x00112233445566778899aabbccddeeff CHAP_I=one CHAP_C=0x11",
                "CHAP_N=alice CHAP_R=0x00112233445566778899aabbccddeeff CHAP_I=1 CHAP_C=0x"
            })
    void shouldRefuseKeysOutOfTurnInsteadOfAProof(String pairs) {
        challenge("5");
        assertRefused(0x0200, send(SECURITY_TO_FULL, pairs.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAP_A=5", "CHAP_N=alice", "CHAP_C=0x11"})
    void shouldRefuseKeysOfChapBeforeItWasAgreedOn(String pair) {
        assertRefused(0x0200, begin(pair));
    }

    @Test
    void shouldRefuseASecondProofAfterTheFirst() {
        Map<String, String> asked = challenge("5");
        String response = "CHAP_R=" + ChapInitiator.response(asked, ALICE);
        assertEquals(0, send(SECURITY, "CHAP_N=alice", response).int16(36));

        assertRefused(0x0200, send(SECURITY_TO_FULL, "CHAP_N=alice", response));
    }

    @Test
    void shouldRefuseAnAnswerToAnEarlierChallenge() {
        Map<String, String> first = challenge("5");
        String response = "CHAP_R=" + ChapInitiator.response(first, ALICE);
        assertLoggedIn(send(SECURITY_TO_FULL, "CHAP_N=alice", response));
        reconnect();
        challenge("5");

        assertRefused(0x0201, send(SECURITY_TO_FULL, "CHAP_N=alice", response));
    }

    /** CVE-2024-45751: the challenges of tgt came from a generator without a seed. */
    @Test
    void shouldNeverAskTheSameTwiceAlsoAfterARestart() {
        Set<String> seen = new HashSet<>();
        String lastIdentifier = "";
        for (int i = 0; i < 300; i++) {
            if (i % 100 == 0) {
                fixture.authenticator = LoginFixture.secretsIn(etc);
                lastIdentifier = "";
            }
            reconnect();
            Map<String, String> asked = challenge("5");
            assertTrue(seen.add(asked.get("CHAP_C")));
            assertEquals(66, asked.get("CHAP_C").length());
            assertNotEquals(lastIdentifier, asked.get("CHAP_I"));
            lastIdentifier = asked.get("CHAP_I");
        }
    }

    @Test
    void shouldReadSecretsWhenTheyAreUsedAndNotBefore() throws IOException {
        Path secret = etc.resolve("secrets/alice");
        Files.writeString(secret, "another-secret-now");
        Map<String, String> asked = challenge("5");
        assertLoggedIn(send(
                SECURITY_TO_FULL, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, "another-secret-now")));
    }

    @Test
    void shouldRefuseWithTheCureWhenASecretCannotBeUsed() throws IOException {
        Path secret = etc.resolve("secrets/alice");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        Map<String, String> asked = challenge("5");

        assertRefused(0x0300, send(SECURITY_TO_FULL, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, ALICE)));
        assertTrue(fixture.refusals.getFirst().cause().contains("chmod 0600"), fixture.refusals::toString);

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(secret, "short");
        reconnect();
        asked = challenge("5");
        assertRefused(
                0x0300, send(SECURITY_TO_FULL, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, "short")));
    }

    @Test
    void shouldEndALoginWhoseSecretIsNotReadInTime() {
        List<Runnable> held = new ArrayList<>();
        fixture.authenticator = new Authenticator(new SecretFolder(etc), held::add);
        Map<String, String> asked = challenge("5");
        fixture.wire.send(WirePdu.login(
                SECURITY_TO_FULL, ISID, 0, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, ALICE)));
        assertEquals(1, held.size());

        fixture.wire.advance(32);

        assertRefused(0x0300, fixture.wire.receivedOne());
        held.getFirst().run();
        assertEquals(List.of(), fixture.wire.received());
        assertEquals(List.of(), fixture.port.opened);
    }

    @Test
    void shouldHoldWhateverTheCutsBetweenPdus() {
        Trials.each(60, values -> {
            reconnect();
            Map<String, String> asked = challenge("7");
            byte[] text = WirePdu.text("CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, ALICE));
            int from = 0;
            while (values.truth() && from < text.length - 1) {
                int to = values.number(from + 1, text.length - 1);
                WirePdu part = WirePdu.login(0x40, ISID, 0).data(Arrays.copyOfRange(text, from, to));
                WirePdu answer = fixture.wire.exchange(part);
                assertEquals(0, answer.int16(36));
                assertEquals(List.of(), answer.pairs());
                from = to;
            }
            assertLoggedIn(fixture.wire.exchange(
                    WirePdu.login(SECURITY_TO_FULL, ISID, 0).data(Arrays.copyOfRange(text, from, text.length))));
        });
    }

    @Test
    void shouldNeverGrantAnythingForArbitraryText() {
        Trials.each(400, values -> {
            reconnect();
            List<String> pairs = new ArrayList<>(values.list(
                    5,
                    () -> values.of("AuthMethod", "CHAP_A", "CHAP_I", "CHAP_C", "CHAP_N", "CHAP_R", "HeaderDigest")
                            + "="
                            + values.of(
                                    "CHAP",
                                    "None",
                                    "CHAP,None",
                                    "5",
                                    "7,5",
                                    "1",
                                    "alice",
                                    "0x" + "00".repeat(16),
                                    "0b" + "A".repeat(43) + "=",
                                    values.textOf("0xb5,=", 0, 9))));
            pairs.addFirst("TargetName=" + TARGET);
            pairs.addFirst("InitiatorName=" + INITIATOR);
            int cut = values.number(2, pairs.size());
            fixture.wire.send(WirePdu.login(
                    values.of(SECURITY, 0x81, 0x83, 0x87, 0x04),
                    ISID,
                    0,
                    pairs.subList(0, cut).toArray(String[]::new)));
            fixture.wire.received();
            if (fixture.wire.open()) {
                fixture.wire.send(WirePdu.login(
                        values.of(SECURITY, 0x81, 0x83),
                        ISID,
                        0,
                        pairs.subList(cut, pairs.size()).toArray(String[]::new)));
                fixture.wire.received();
            }

            assertEquals(List.of(), fixture.port.opened);
        });
    }

    /** SPDK until 2025: discovery sessions ignored the accounts that were configured. */
    @Test
    void shouldAnswerNoSendTargetsToWhoHasNotProvedWhoItIs() {
        fixture.authenticator.configure(
                Accounts.of("", Map.of("IncomingUser", "bob password_file=bob"), new ArrayList<>()),
                ChapAlgorithm.available());
        String[] who = {"InitiatorName=" + INITIATOR, "SessionType=Discovery"};
        assertRefused(0x0201, send(0x87, who));
        reconnect();
        assertRefused(0x0201, send(SECURITY_TO_FULL, LoginFixture.join(new String[] {"AuthMethod=None"}, who)));
        reconnect();

        assertEquals(
                0,
                send(SECURITY, LoginFixture.join(new String[] {"AuthMethod=CHAP,None"}, who))
                        .int16(36));
        Map<String, String> asked =
                ChapInitiator.map(send(SECURITY, "CHAP_A=8,5").pairs());
        // An account of the target is none of discovery.
        assertRefused(0x0201, send(SECURITY_TO_FULL, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, ALICE)));
        reconnect();
        send(SECURITY, LoginFixture.join(new String[] {"AuthMethod=CHAP"}, who));
        asked = ChapInitiator.map(send(SECURITY, "CHAP_A=8,5").pairs());
        WirePdu last = send(SECURITY_TO_FULL, "CHAP_N=bob", "CHAP_R=" + ChapInitiator.response(asked, BOB));
        assertEquals(0, last.int16(36));
        WirePdu found = fixture.wire.exchange(WirePdu.text(0x80, 1, -1, "SendTargets=All"));
        assertEquals("TargetName=" + TARGET, found.pairs().getFirst());
    }

    @Test
    void shouldSayNoneWhereNothingIsConfigured() {
        serve(Map.of());
        for (String methods : List.of("None", "CHAP,None", "KRB5,None,CHAP")) {
            reconnect();
            WirePdu response = send(
                    SECURITY_TO_FULL, "InitiatorName=" + INITIATOR, "TargetName=" + TARGET, "AuthMethod=" + methods);
            assertEquals("None", ChapInitiator.map(response.pairs()).get("AuthMethod"));
            assertLoggedIn(response);
        }
        reconnect();
        assertRefused(0x0201, begin());
    }

    @Test
    void shouldHaveNoSecretInWhatIsToldAndLogged() {
        Map<String, String> asked = challenge("5");
        send(SECURITY_TO_FULL, "CHAP_N=alice", "CHAP_R=" + ChapInitiator.response(asked, BOB));
        String told = fixture.refusals + fixture.target.settings().toString() + fixture.connection;

        for (String secret : List.of(ALICE, BOB, OURS)) {
            assertFalse(told.contains(secret), told);
        }
        assertTrue(told.contains("alice"), told);
    }
}
