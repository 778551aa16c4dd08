package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.TARGET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.scst.iscsi.internal.authentication.ChapInitiator;
import org.scst.iscsi.internal.wire.WirePdu;

/** A target with accounts, and an initiator in its security stage. */
abstract class ChapLogin {
    static final String ALICE = "alice-knows-this";
    static final String BOB = "bob-has-another-1";
    static final String OURS = "we-are-the-target";
    /** In the security stage, and it goes on. */
    static final int SECURITY = 0x00;

    @TempDir
    Path etc;

    LoginFixture fixture;

    @BeforeEach
    final void writeSecrets() throws IOException {
        Path secrets = Files.createDirectory(
                etc.resolve("secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (Map.Entry<String, String> secret : Map.of("alice", ALICE, "bob", BOB, "ours", OURS, "0x", "0123456789ab")
                .entrySet()) {
            Path file = Files.createFile(
                    secrets.resolve(secret.getKey()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret.getValue() + "\n");
        }
        serve(Map.of(
                "IncomingUser", "alice password_file=alice",
                "IncomingUser1", "bob password_file=bob",
                "IncomingUser2", "0x616c password_file=0x",
                "OutgoingUser", "san password_file=ours"));
    }

    final void serve(Map<String, String> properties) {
        if (fixture != null) {
            fixture.close();
        }
        fixture = new LoginFixture(properties);
        fixture.authenticator = LoginFixture.secretsIn(etc);
        fixture.gate.complete(true);
    }

    @AfterEach
    final void end() {
        fixture.close();
    }

    final void reconnect() {
        fixture.wire.close();
        fixture.port.opened.clear();
        fixture.connect();
    }

    final WirePdu send(int flags, String... pairs) {
        return fixture.wire.exchange(WirePdu.login(flags, ISID, 0, pairs));
    }

    final WirePdu begin(String... more) {
        return send(
                SECURITY,
                LoginFixture.join(more, "InitiatorName=" + INITIATOR, "TargetName=" + TARGET, "AuthMethod=CHAP"));
    }

    final Map<String, String> challenge(String algorithms) {
        assertEquals("CHAP", ChapInitiator.map(begin().pairs()).get("AuthMethod"));
        return ChapInitiator.map(send(SECURITY, "CHAP_A=" + algorithms).pairs());
    }

    final void assertRefused(int status, WirePdu response) {
        assertEquals(status, response.int16(36), () -> "0x" + Integer.toHexString(response.int16(36)));
        assertEquals(List.of(), response.pairs());
        assertFalse(fixture.wire.open());
        assertEquals(List.of(), fixture.port.opened);
        assertEquals(0, fixture.places.taken());
    }

    final void assertLoggedIn(WirePdu response) {
        assertEquals(0, response.int16(36), () -> fixture.refusals.toString());
        assertEquals(0x83, response.int8(1));
        assertEquals(1, fixture.port.opened.size());
    }
}
