package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTableTest {

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
    }

    @Test
    void shouldHaveTheCommandsThatAreDocumented() {
        assertEquals(
                new TreeSet<>(Set.of(
                        "account",
                        "alua",
                        "apply",
                        "block",
                        "bundles",
                        "check",
                        "clear",
                        "commands",
                        "connect",
                        "deploy",
                        "devices",
                        "drain",
                        "eject",
                        "events",
                        "export",
                        "groups",
                        "health",
                        "help",
                        "insert",
                        "local",
                        "log",
                        "luns",
                        "plan",
                        "portal",
                        "reservations",
                        "resize",
                        "session",
                        "scsi-devices",
                        "sessions",
                        "stats",
                        "status",
                        "targets",
                        "top",
                        "trace",
                        "unblock",
                        "undo",
                        "unexport",
                        "why")),
                new TreeSet<>(console.table.names()));
    }

    @Test
    void shouldNameTheCommandsWhenOneIsUnknown() {
        String errors = console.errors(ExitStatus.USAGE, "exprot", "a");
        assertTrue(errors.contains("there is no command \"exprot\""));
        assertTrue(errors.contains("export"));
    }

    @Test
    void shouldExplainEveryCommand() {
        for (String name : console.table.names()) {
            assertTrue(console.output("help", name).contains(name));
            assertEquals(console.output("help", name), console.output(name, "--help"));
            assertTrue(console.output("help").contains(name));
            assertTrue(console.output("help", name).contains("For example:\n  " + name), name);
        }
        assertEquals(console.output("help"), console.output());
    }

    @Test
    void shouldFailWithCauseAndCureWhenCoreIsAway() {
        console.withoutCore();
        String errors = console.errors(ExitStatus.FAILED, "targets");
        assertEquals(
                "Error: the mid-layer (org.scst.core) is not running\nCure: see \"bundles\" and the log; start it\n",
                errors);
    }

    @Test
    void shouldFailWithCauseAndCureWhenConfigurationIsAway() {
        console.withoutFiles();
        assertTrue(console.errors(ExitStatus.FAILED, "export", "a", "1G").contains("org.scst.runtime.configuration"));
    }

    @Test
    void shouldWriteAFailureAsADocumentToo() {
        Console.Reply reply = console.run("why", "--json", "one");
        assertEquals(ExitStatus.USAGE, reply.status());
        assertEquals("", reply.errors());
        assertTrue(reply.output().startsWith("{\n  \"status\": 2,\n  \"error\": {"), reply::output);
    }

    @Test
    void shouldEscapeWordsThatItRepeats() {
        assertFalse(console.errors(ExitStatus.USAGE, "\u001b[31m").contains("\u001b"));
    }

    @Test
    void shouldNotTakeJsonAfterTwoDashesForAnOption() {
        console.run("why", "--", "--json", "iqn.x:san");
        assertEquals("--json", console.core.asked.getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"targets", "luns", "devices", "sessions", "commands", "stats", "bundles", "status", "help"})
    void shouldWriteOneDocumentWithoutControlCharacters(String name) {
        console.files.put("org.scst.vdisk", "a", java.util.Map.of("size", "1G"));
        console.core
                .session("1", "iqn.x:san", FakeCore.HOSTILE)
                .command("1", "a", "PROCESSING", java.time.Duration.ofSeconds(1));
        String json = console.output(name, "--json");
        assertTrue(json.startsWith("{") || json.startsWith("["), json);
        assertTrue(json.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7F)), json);
        String text = console.output(name);
        assertTrue(text.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)), text);
        assertFalse(text.contains("\u202e"));
    }
}
