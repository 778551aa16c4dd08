package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** block, unblock, eject and insert. */
class MediumCommandsTest {
    @TempDir
    private Path folder;

    private Console console;
    private Path disc;

    @BeforeEach
    void makeConsole() throws IOException {
        console = new Console(folder);
        disc = Files.createFile(folder.resolve("disc.iso"));
        console.files.put("org.scst.vdisk", "cd1", Map.of("type", "vcdrom", "filename", "/old.iso"));
        console.core.device("cd1", "ready", "", 1 << 20);
    }

    @Test
    void shouldBlockAndUnblock() {
        assertTrue(console.output("block", "cd1").contains("unblock cd1"));
        assertEquals(List.of("block cd1"), console.core.mediumAsked);

        assertEquals("\"cd1\" goes on.\n", console.output("unblock", "cd1"));
        assertTrue(console.errors(ExitStatus.FAILED, "unblock", "cd1").contains("it is not blocked"));
    }

    @Test
    void shouldSayWhoseCommandsABlockedDiskHolds() {
        console.core
                .target("iqn.x:san", "san", true, Map.of(0, "cd1"))
                .session("7", "iqn.x:san", "iqn.reader")
                .target("iqn.x:other", "other", true, Map.of(0, "cd2"))
                .session("8", "iqn.x:other", "iqn.other");

        String errors = console.errors(ExitStatus.NEEDS_FORCE, "block", "cd1");
        assertTrue(errors.contains("iqn.reader (session 7") && !errors.contains("iqn.other"), errors);
        assertTrue(errors.contains("unblock cd1"), errors);
        assertEquals(List.of(), console.core.mediumAsked);

        String output = console.output("block", "cd1", "--force");
        assertTrue(output.contains("Who waits:") && output.contains("iqn.reader"), output);
        assertEquals(List.of("block cd1"), console.core.mediumAsked);
    }

    @Test
    void shouldEjectUnlessAnInitiatorPreventsIt() {
        console.core.prevented.add("cd1");
        String errors = console.errors(ExitStatus.NEEDS_FORCE, "eject", "cd1");
        assertTrue(errors.contains("prevents") && errors.contains("--force"), errors);
        assertEquals(List.of(), console.core.mediumAsked);

        console.output("eject", "cd1", "--force");
        assertEquals(List.of("eject cd1"), console.core.mediumAsked);
    }

    @Test
    void shouldInsertWhatWasEjected() {
        console.output("insert", "cd1");

        assertEquals(List.of("load cd1"), console.core.mediumAsked);
        assertEquals(
                "/old.iso", console.files.properties("org.scst.vdisk", "cd1").get("filename"));
    }

    @Test
    void shouldTakeOutWhatIsInsideBeforeAnotherFileIsInserted() {
        console.output("insert", "cd1", disc.toString());

        assertEquals(List.of("eject cd1"), console.core.mediumAsked);
        assertEquals(
                disc.toString(),
                console.files.properties("org.scst.vdisk", "cd1").get("filename"));
    }

    @Test
    void shouldNotInsertAnotherFileWhileAnInitiatorPreventsIt() {
        console.core.prevented.add("cd1");

        console.errors(ExitStatus.NEEDS_FORCE, "insert", "cd1", disc.toString());

        assertEquals(
                "/old.iso", console.files.properties("org.scst.vdisk", "cd1").get("filename"));
    }

    @Test
    void shouldRefuseWhatIsNotThere() {
        assertTrue(
                console.errors(ExitStatus.FAILED, "insert", "cd1", "none.iso").contains("there is no file"));
        assertTrue(console.errors(ExitStatus.FAILED, "eject", "cd2").contains("there is no disk"));
        assertTrue(console.errors(ExitStatus.FAILED, "block", "cd2").contains("there is no disk"));
    }
}
