package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnexportTest {
    private static final String TARGET = "org.scst.iscsi.target";

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
        console.files.put(TARGET, "san", Map.of("name", "iqn.x:san", "lun.0", "other"));
        console.output("export", "a", "1M");
    }

    @Test
    void shouldRemoveTheMappingAndTheDiskButNotItsData() throws IOException {
        String output = console.output("unexport", "a");
        Path image = folder.resolve("home/disks/a.img");
        assertTrue(output.contains("Its data is still in " + image), output);
        assertEquals(1 << 20, Files.size(image));
        assertEquals(Map.of("name", "iqn.x:san", "lun.0", "other"), console.files.properties(TARGET, "san"));
        assertEquals(
                List.of("san"),
                console.files.objects().stream().map(o -> o.name()).toList());
    }

    @Test
    void shouldRemoveEveryMapping() {
        console.files.put(TARGET, "two", Map.of("name", "iqn.x:two", "lun.5", "a read_only"));
        console.files.put("org.scst.core.group", "g", Map.of("target", "iqn.x:san", "lun.0", "a"));
        console.output("unexport", "a");
        assertEquals(Map.of("name", "iqn.x:two"), console.files.properties(TARGET, "two"));
        assertEquals(Map.of("target", "iqn.x:san"), console.files.properties("org.scst.core.group", "g"));
        assertEquals(2, console.files.changes.size());
    }

    @Test
    void shouldNameWhomItWouldTouchAndAskForForce() {
        console.core.session("5", "iqn.x:san", FakeCore.HOSTILE).command("5", "a", "PROCESSING", Duration.ofMillis(1));
        String errors = console.errors(ExitStatus.NEEDS_FORCE, "unexport", "a");
        assertTrue(
                errors.contains(
                        "iqn.evil\\x1b[2J\\u202e\\x0a:x (192.0.2.7:50000, LUN 1 of iqn.x:san, 1 commands in flight)"),
                errors);
        assertTrue(errors.contains("--force"), errors);
        assertEquals(1, console.files.changes.size());
    }

    @Test
    void shouldTakeItAwayByForce() {
        console.core.session("5", "iqn.x:san", "iqn.client");
        String output = console.output("unexport", "a", "--force");
        assertTrue(output.contains("taken away from:"), output);
        assertTrue(output.contains("iqn.client"), output);
    }

    @Test
    void shouldNotCountSessionsThatDoNotSeeTheDisk() {
        console.files.put(TARGET, "two", Map.of("name", "iqn.x:two"));
        console.core.session("5", "iqn.x:two", "iqn.client");
        console.output("unexport", "a");
    }

    @Test
    void shouldRefuseADiskThatIsNone() {
        assertTrue(console.errors(ExitStatus.FAILED, "unexport", "b").contains("there is no disk \"b\""));
    }

    @Test
    void shouldNeverDeleteData() {
        assertEquals(
                ExitStatus.USAGE,
                console.run("unexport", "a", "--delete-file", "yes").status());
        console.output("unexport", "a", "--delete-file", "no");
        assertTrue(Files.exists(folder.resolve("home/disks/a.img")));
    }
}
