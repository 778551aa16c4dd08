package org.scst.iscsi.internal.login;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.scst.iscsi.internal.wire.WirePdu;

/**
 * Fuzz target: the security stage, at a target that wants to know who logs in. Whatever comes, nobody logs in who does not know the
 * secret.
 *
 * <p>First byte: where the text is cut into two Login Requests, and whether the session is one of discovery; then the text.
 */
public final class ChapFuzz {
    private static final int SECURITY = 0x00;
    private static final Path SECRETS = secrets();

    private ChapFuzz() {}

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int cut = 1 + (input[0] & 0x7F) * (input.length - 1) / 127;
        LoginFixture fixture = new LoginFixture(Map.of("IncomingUser", "alice password_file=alice"));
        try (fixture) {
            fixture.authenticator = LoginFixture.secretsIn(SECRETS);
            fixture.gate.complete(true);
            String[] names = {
                "InitiatorName=" + LoginFixture.INITIATOR, "TargetName=" + LoginFixture.TARGET, "AuthMethod=CHAP"
            };
            send(fixture, SECURITY, WirePdu.text(names));
            send(fixture, SECURITY, Arrays.copyOfRange(input, 1, cut));
            send(fixture, LoginFixture.SECURITY_TO_FULL, Arrays.copyOfRange(input, cut, input.length));
            send(fixture, LoginFixture.OPERATIONAL_TO_FULL, new byte[0]);
            if (!fixture.port.opened.isEmpty()) {
                throw new IllegalStateException("somebody has logged in without the secret");
            }
        }
        if (fixture.badPeers.defects() > 0) {
            throw new IllegalStateException("a defect ended the connection; its trace is in the log");
        }
    }

    private static void send(LoginFixture fixture, int flags, byte[] text) {
        if (fixture.wire.open()) {
            fixture.wire.send(WirePdu.login(flags, LoginFixture.ISID, 0).data(text));
            fixture.wire.receivedRaw();
        }
    }

    /** A folder of configuration with the one secret, for the life of this process. */
    private static Path secrets() {
        try {
            Path etc = Files.createTempDirectory("scst-fuzz");
            Path folder = Files.createDirectory(
                    etc.resolve("secrets"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path secret = Files.createFile(
                    folder.resolve("alice"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(secret, "twelve and more\n");
            for (Path path : new Path[] {etc, folder, secret}) {
                path.toFile().deleteOnExit();
            }
            return etc;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
