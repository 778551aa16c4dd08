package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.login.LoginFixture.SECURITY_TO_FULL;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.admin.Account;
import org.scst.iscsi.internal.authentication.ChapInitiator;
import org.scst.iscsi.internal.wire.WirePdu;

/** The target proves who it is in turn (RFC 7143 12.1.3). */
class MutualChapTest extends ChapLogin {
    /** The proof of alice, and the question back to the target. */
    private WirePdu askBack(Map<String, String> asked, String secret, String challenge) {
        return send(
                SECURITY_TO_FULL,
                "CHAP_N=alice",
                "CHAP_R=" + ChapInitiator.response(asked, secret),
                "CHAP_I=1",
                "CHAP_C=" + challenge);
    }

    @Test
    void shouldProveWhoItIsInTurn() {
        Map<String, String> asked = challenge("8");
        byte[] mine = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

        WirePdu response = send(
                SECURITY_TO_FULL,
                "CHAP_N=alice",
                "CHAP_R=" + ChapInitiator.response(asked, ALICE),
                "CHAP_I=0xfe",
                "CHAP_C=0b" + Base64.getEncoder().encodeToString(mine));

        assertLoggedIn(response);
        Map<String, String> proof = ChapInitiator.map(response.pairs());
        assertEquals("san", proof.get("CHAP_N"));
        assertEquals(ChapInitiator.response("8", 0xFE, OURS, mine), proof.get("CHAP_R"));
    }

    @Test
    void shouldRefuseItsOwnChallengeInReturn() {
        List<UnaryOperator<String>> forms = List.of(
                hex -> hex,
                hex -> hex.toUpperCase(Locale.ROOT),
                hex -> "0b" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex.substring(2))));
        for (UnaryOperator<String> form : forms) {
            reconnect();
            Map<String, String> asked = challenge("5");
            assertRefused(0x0201, askBack(asked, ALICE, form.apply(asked.get("CHAP_C"))));
            assertTrue(fixture.refusals.getLast().cause().contains("returns the challenge"));
        }
    }

    @Test
    void shouldRefuseToProveWhoItIsWithoutAnAccountOfItsOwn() {
        serve(Map.of("IncomingUser", "alice password_file=alice"));
        Map<String, String> asked = challenge("5");

        assertRefused(0x0201, askBack(asked, ALICE, "0x1122"));
    }

    @Test
    void shouldProveNothingToWhoHasNotProvedWhoItIs() {
        Map<String, String> asked = challenge("5");

        assertRefused(0x0201, askBack(asked, BOB, "0x1122"));
    }

    /** Also when it is the secret of another initiator: alice could have the target answer what bob is asked, and be bob. */
    @ParameterizedTest
    @ValueSource(strings = {ALICE, BOB})
    void shouldNotProveWhoItIsByAnInitiatorsSecret(String secret) throws IOException {
        Files.writeString(etc.resolve("secrets/ours"), secret);
        Map<String, String> asked = challenge("5");

        assertRefused(0x0300, askBack(asked, ALICE, "0x1122"));
        assertTrue(fixture.refusals.getFirst().cause().contains("the same secret"), fixture.refusals::toString);
    }

    /** Bob is an initiator of another target here: alice could have this one answer what that one asks bob. */
    @Test
    void shouldNotProveWhoItIsByTheSecretOfAnotherTargetsInitiator() throws IOException {
        serve(Map.of("IncomingUser", "alice password_file=alice", "OutgoingUser", "san password_file=ours"));
        fixture.authenticator.initiators(() -> List.of(new Account("bob", "bob")));
        Files.writeString(etc.resolve("secrets/ours"), BOB);
        Map<String, String> asked = challenge("5");

        assertRefused(0x0300, askBack(asked, ALICE, "0x1122"));
        assertTrue(
                fixture.refusals.getFirst().cause().startsWith("accounts bob and san have the same secret"),
                fixture.refusals::toString);
        Files.writeString(etc.resolve("secrets/ours"), OURS);
        reconnect();
        asked = challenge("5");
        assertLoggedIn(askBack(asked, ALICE, "0x1122"));
    }

    @Test
    void shouldProveWhoItIsWhileASecretOfAnotherInitiatorCannotBeUsed() throws IOException {
        Files.delete(etc.resolve("secrets/bob"));
        Map<String, String> asked = challenge("5");

        assertLoggedIn(askBack(asked, ALICE, "0x1122"));
    }

    @Test
    void shouldTakeALongestChallengeAndNoLonger() {
        for (int length : new int[] {1, 1024, 1025, 4000}) {
            reconnect();
            Map<String, String> asked = challenge("6");
            WirePdu response = askBack(asked, ALICE, "0x" + "5a".repeat(length));
            if (length <= 1024) {
                assertLoggedIn(response);
            } else {
                assertRefused(0x0200, response);
            }
        }
    }
}
