package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.NexusSnapshot;

class SessionCommandTest {
    private final Console console = new Console(Path.of("/"));

    @BeforeEach
    void logIn() {
        console.core
                .session("1", "iqn.x:san", FakeCore.HOSTILE)
                .session("2", "iqn.x:san", "iqn.a")
                .session("3", "iqn.x:other", "iqn.a");
    }

    private List<String> left() {
        return console.core.nexuses.stream().map(NexusSnapshot::id).toList();
    }

    @Test
    void shouldSayWhomItWouldDisconnectAndAskForForce() {
        String errors = console.errors(ExitStatus.NEEDS_FORCE, "session", "close", "1");
        assertTrue(errors.contains("iqn.evil\\x1b[2J\\u202e\\x0a:x (session 1 from 192.0.2.7:50000"), errors);
        assertEquals(List.of("1", "2", "3"), left());
    }

    @Test
    void shouldCloseTheOneThatIsMeant() {
        assertTrue(console.output("session", "close", "2", "--force").startsWith("Closed:"));
        assertEquals(List.of("1", "3"), left());
    }

    @Test
    void shouldCloseAllOfAnInitiatorWhateverItsName() {
        console.output("session", "close", "--force", "iqn.a");
        assertEquals(List.of("1"), left());
        console.output("session", "close", "--force", "--", FakeCore.HOSTILE);
        assertEquals(List.of(), left());
    }

    @Test
    void shouldSayWhenItDoesNotLeave() {
        console.core.staying = true;
        Console.Reply reply = console.run("session", "close", "2", "--force");
        assertEquals(ExitStatus.PARTLY, reply.status());
        assertTrue(reply.output().startsWith("Asked to leave, and not gone yet:"), reply.output());
    }

    @Test
    void shouldShowAllThatIsKnownOfASession() {
        String shown = console.output("session", "show", "2");

        assertTrue(shown.startsWith("Session 2\n  Initiator:                iqn.a from 192.0.2.7:50000\n"), shown);
        assertTrue(shown.contains("\n  LastReject:               -\n"), shown);
        assertTrue(shown.contains("\n  HeaderDigest:             None\n"), shown);
        assertTrue(console.output("session", "show", "2", "--json").contains("\"MaxCmdSN\": \"40\""));
    }

    @Test
    void shouldShowAllSessionsOfAnInitiator() {
        assertEquals(
                List.of("Session 2", "Session 3"),
                console.output("session", "show", "iqn.a")
                        .lines()
                        .filter(line -> line.startsWith("Session"))
                        .toList());
    }

    @Test
    void shouldRefuseWhatIsNoSession() {
        console.errors(ExitStatus.FAILED, "session", "close", "9");
        console.errors(ExitStatus.USAGE, "session", "open", "1");
        console.errors(ExitStatus.USAGE, "session", "close");
    }
}
