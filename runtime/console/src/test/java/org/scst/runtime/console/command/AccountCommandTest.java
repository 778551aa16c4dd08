package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountCommandTest {
    private static final String SECRET = "nobody-may-see-me";

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() throws IOException {
        console = new Console(folder);
        console.files.put("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san", "lun.0", "disk1"));
        Files.createDirectory(folder.resolve("etc"));
    }

    private RecordingCaller typing(String secret, ExitStatus expected, String... words) {
        RecordingCaller caller = new RecordingCaller(folder).reads(secret);
        assertEquals(expected, console.table.run(List.of(words), caller), () -> caller.output() + caller.errors);
        assertFalse((caller.output() + caller.errors).contains(secret), caller::output);
        return caller;
    }

    private Map<String, String> file() {
        return console.files.properties("org.scst.iscsi.target", "san");
    }

    private Path secret(String name) {
        return folder.resolve("etc/secrets").resolve(name);
    }

    @Test
    void shouldKeepWhatIsTypedInAFileOfItsOwnAndShowItNowhere() throws IOException {
        typing(SECRET + "\n", ExitStatus.DONE, "account", "add", "iqn.x:san", "alice", "--stdin");

        assertEquals("alice password_file=san.alice", file().get("IncomingUser"));
        assertEquals(SECRET, Files.readString(secret("san.alice")));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret("san.alice"))));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("etc/secrets"))));
        String list = console.output("account");
        assertTrue(list.matches("(?s).*iqn\\.x:san +alice +initiator +san\\.alice +usable.*"), list);
        assertFalse((list + console.output("account", "--json")).contains(SECRET));
    }

    @Test
    void shouldAddFurtherAccountsAndTheTargetsOwnAndThoseOfDiscovery() {
        typing(SECRET, ExitStatus.DONE, "account", "add", "san", "a", "--stdin");
        typing(SECRET, ExitStatus.DONE, "account", "add", "san", "b", "--stdin");
        typing(SECRET + "2", ExitStatus.DONE, "account", "add", "san", "me", "--stdin", "--outgoing");
        console.output("account", "add", "discovery", "a", "--password-file", "san.a");

        assertEquals("b password_file=san.b", file().get("IncomingUser1"));
        assertEquals("me password_file=san.me", file().get("OutgoingUser"));
        assertEquals(Map.of("IncomingUser", "a password_file=san.a"), console.files.properties("org.scst.iscsi", ""));
        int before = console.files.changes.size();
        console.output("account", "add", "discovery", "a", "--password-file", "san.a");
        assertEquals(List.of(), console.files.changes.size() == before ? List.of() : console.files.changes.getLast());
    }

    @Test
    void shouldSayWhatTheLastOneOfATargetMeans() {
        typing(SECRET, ExitStatus.DONE, "account", "add", "san", "a", "--stdin");
        String output = console.output("account", "remove", "san", "a");

        assertTrue(output.contains("nobody has to prove who it is now"), output);
        assertFalse(file().containsKey("IncomingUser"));
        assertTrue(Files.exists(secret("san.a")));
        assertTrue(console.errors(ExitStatus.FAILED, "account", "remove", "san", "a")
                .contains("has no account a"));
    }

    @Test
    void shouldRefuseWhatIsNoSecretAndLeaveNothingBehind() {
        typing("short", ExitStatus.FAILED, "account", "add", "san", "a", "--stdin");
        typing("two-lines-of\nsecret-text", ExitStatus.FAILED, "account", "add", "san", "a", "--stdin");
        console.errors(ExitStatus.FAILED, "account", "add", "san", "a", "--password-file", "missing");
        console.errors(ExitStatus.FAILED, "account", "add", "san", "a", "--password-file", "../san");
        console.errors(ExitStatus.USAGE, "account", "add", "san", "a");
        console.errors(ExitStatus.USAGE, "account", "add", "san", "a", "tooManySecrets");
        console.errors(ExitStatus.FAILED, "account", "add", "other", "a", "--password-file", "x");

        assertFalse(Files.exists(secret("san.a")));
        assertEquals(0, console.files.changes.size());
    }

    @Test
    void shouldWriteNoSecretOutsideOfTheFolder() throws IOException {
        for (String name : List.of("../san", folder.resolve("outside").toString(), "a/b", ".a")) {
            typing(SECRET, ExitStatus.FAILED, "account", "add", "san", "a", "--stdin", "--password-file", name);
        }

        try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(List.of(), all.filter(Files::isRegularFile).toList());
        }
    }

    @Test
    void shouldTakeTheSecretBackWhenItCannotBeUsed() throws IOException {
        Path secrets = Files.createDirectory(folder.resolve("etc/secrets"));
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));

        typing(SECRET, ExitStatus.FAILED, "account", "add", "san", "a", "--stdin");

        assertFalse(Files.exists(secret("san.a")));
    }

    @Test
    void shouldNeedNoConsentForATargetWithAnAccount() {
        typing(SECRET, ExitStatus.DONE, "account", "add", "san", "a", "--stdin");

        assertTrue(console.output("portal", "add", "192.0.2.1").startsWith("Listening on 192.0.2.1:3260."));
    }
}
