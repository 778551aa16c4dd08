package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.core.admin.ObjectChange;
import org.scst.core.admin.ObjectChange.KeyChange;
import org.scst.core.admin.ObjectChange.Kind;

class ConfigurationCommandsTest {
    private static final FileProblem PROBLEM = new FileProblem("org.scst.vdisk-a.cfg", 2, "is wrong", "put it right");

    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void makeConsole() {
        console = new Console(folder);
    }

    private static ChangePlan plan(boolean loss) {
        return new ChangePlan(
                List.of(
                        new ObjectChange(
                                "org.scst.vdisk",
                                "a",
                                Kind.CHANGED,
                                "",
                                List.of(new KeyChange("size", Optional.of("1G"), Optional.of("2G")))),
                        new ObjectChange("org.scst.vdisk", "c", Kind.RENAMED, "b", List.of()),
                        new ObjectChange("org.scst.vdisk", "d", Kind.REMOVED, "", List.of())),
                List.of(new ChangePlan.Touch("1:x", "iqn.i:\u001b[2J", "10.0.0.1", "iqn.t", 3, "d", "goes", loss)),
                List.of());
    }

    @Test
    void shouldSayThatNothingIsWrong() {
        assertEquals("Nothing is wrong in the configuration.\n", console.output("check"));
        assertNull(console.files.checked);
    }

    @Test
    void shouldCheckAPathFromTheCallersFolderAndFailWhenSomethingIsWrong() {
        console.files.problems = List.of(PROBLEM);
        Console.Reply reply = console.run("check", "staged/../other");
        assertEquals(ExitStatus.FAILED, reply.status());
        assertEquals(folder.resolve("other"), console.files.checked);
        assertTrue(reply.output().contains("org.scst.vdisk-a.cfg:2: is wrong (put it right)"), reply::output);
    }

    @Test
    void shouldShowWhatCoreSaysOfTheFilesInForceOnce() {
        console.files.problems = List.of(PROBLEM, new FileProblem("x.cfg", 0, "core says so", ""));
        console.files.plan = new ChangePlan(List.of(), List.of(), List.of(PROBLEM));
        assertTrue(console.run("check").output().contains("2 problems"));
    }

    @Test
    void shouldShowObjectsPropertiesAndSessionsOfAPlan() {
        console.files.plan = plan(true);
        String text = console.output("plan", "/staged");
        assertEquals(Path.of("/staged"), console.files.checked);
        assertTrue(text.contains("change org.scst.vdisk-a: size = 2G (until now 1G)"), text);
        assertTrue(text.contains("rename org.scst.vdisk-c, until now b"), text);
        assertTrue(text.contains("remove org.scst.vdisk-d"), text);
        assertTrue(text.contains("10.0.0.1") && text.contains("--force"), text);
        assertTrue(text.indexOf('\u001b') < 0, "an initiator's name is escaped");
    }

    @Test
    void shouldNotTakeSomethingAwayWithoutForce() {
        console.files.plan = plan(true);
        String error = console.errors(ExitStatus.NEEDS_FORCE, "apply");
        assertTrue(error.contains("10.0.0.1") && error.contains("apply --force"), error);
        assertNull(console.files.forced);
        assertTrue(console.output("apply", "--force").contains("is in force"));
        assertEquals(true, console.files.forced);
    }

    @Test
    void shouldApplyWithoutForceWhatTakesNothingAway() {
        console.files.plan = plan(false);
        assertTrue(console.output("apply").contains("size = 2G"));
        assertEquals(false, console.files.forced);
    }

    @Test
    void shouldListWhatCanBeUndone() {
        console.files.versions = List.of(new ConfigurationVersion(
                7, Instant.EPOCH, "editor", Map.of("org.scst.vdisk-a.cfg", ConfigurationVersion.Kind.REMOVED)));
        String text = console.output("undo", "--list");
        assertTrue(
                text.contains("7") && text.contains("editor") && text.contains("org.scst.vdisk-a.cfg removed"), text);
        assertTrue(console.output("undo", "--list", "--json").contains("\"org.scst.vdisk-a.cfg\""));
    }

    @Test
    void shouldUndoTheLastChangeOrTheOneWithANumber() {
        console.output("undo");
        assertEquals(OptionalLong.empty(), console.files.undone);
        console.output("undo", "7");
        assertEquals(OptionalLong.of(7), console.files.undone);
        assertEquals(ExitStatus.USAGE, console.run("undo", "seven").status());
    }

    @Test
    void shouldSayWhyAnUndoIsRefused() {
        console.files.refusal = List.of(PROBLEM);
        assertTrue(console.errors(ExitStatus.FAILED, "undo").contains("is wrong"));
        console.files.refusal = List.of();
        console.files.plan = plan(true);
        assertTrue(console.errors(ExitStatus.NEEDS_FORCE, "undo").contains("undo --force"));
        assertNull(console.files.undone);
    }
}
