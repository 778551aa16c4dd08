package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.NexusSnapshot;

/** The fake core's sessions come by portal 192.0.2.1:3260. */
class DrainTest {
    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void logIn() {
        console = new Console(folder);
        console.files.put("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san"));
        console.files.put("org.scst.iscsi.target", "other", Map.of("name", "iqn.x:other"));
        console.core
                .session("1", "iqn.x:san", "iqn.a")
                .session("2", "iqn.x:san", "iqn.b")
                .session("3", "iqn.x:other", "iqn.a");
    }

    private List<String> left() {
        return console.core.nexuses.stream().map(NexusSnapshot::id).toList();
    }

    private Map<String, String> san() {
        return console.files.properties("org.scst.iscsi.target", "san");
    }

    @Test
    void shouldSayWhomItTouchesAndChangeNothing() {
        String errors = console.errors(ExitStatus.NEEDS_FORCE, "drain", "iqn.x:san");
        assertTrue(errors.contains("iqn.a (session 1 from 192.0.2.7:50000"), errors);
        assertTrue(errors.contains("iqn.b (session 2"), errors);
        assertEquals(List.of("1", "2", "3"), left());
        assertEquals(List.of(), console.files.changes);
    }

    @Test
    void shouldLetNobodyInBeforeItAsksAllToLeave() {
        String output = console.output("drain", "iqn.x:san", "--force");
        assertTrue(output.startsWith("New logins: not enabled.\nHave left:\n"), output);
        assertEquals("false", san().get("enabled"));
        assertEquals(List.of("3"), left());
    }

    @Test
    void shouldMoveSessionsToAnotherPortal() {
        console.output("drain", "san", "--to", "192.0.2.2", "--force");
        assertEquals("192.0.2.2:3260 temp", san().get("redirect"));
        assertEquals(List.of("3"), left());
    }

    @Test
    void shouldLeaveSessionsAloneThatAreThereAlready() {
        String output = console.output("drain", "san", "--to", "192.0.2.1");
        assertTrue(output.contains("No session was there."), output);
        assertEquals(List.of("1", "2", "3"), left());
    }

    @Test
    void shouldCloseAPortalAndHaveItsInitiatorsLeave() {
        console.files.put("org.scst.iscsi", "", Map.of("portals", "192.0.2.1, 192.0.2.2:3260"));
        console.core.portals.put("iscsi", List.of("192.0.2.1:3260", "192.0.2.2:3260"));
        console.output("drain", "--portal", "192.0.2.1", "--force", "--seconds", "2");
        assertEquals(
                "192.0.2.2:3260", console.files.properties("org.scst.iscsi", "").get("portals"));
        assertEquals(List.of(), left());
    }

    @Test
    void shouldHaveThoseLeaveThatHaveComeByAWildcard() {
        console.files.put("org.scst.iscsi", "", Map.of("portals", "0.0.0.0:3260, 192.0.2.2:3261"));
        console.core.portals.put("iscsi", List.of("0.0.0.0:3260", "192.0.2.2:3261"));
        console.output("drain", "--portal", "0.0.0.0", "--force", "--seconds", "2");
        assertEquals(List.of(), left());
    }

    @Test
    void shouldSayWhoHasNotLeft() {
        console.core.staying = true;
        Console.Reply reply = console.run("drain", "san", "--force");
        assertEquals(ExitStatus.PARTLY, reply.status());
        assertTrue(reply.output().contains("Asked to leave, and not all gone yet:"), reply.output());
    }

    @Test
    void shouldLetInitiatorsInAgain() {
        console.output("drain", "san", "--force");
        assertEquals("New logins: allowed.\n", console.output("drain", "--end", "san"));
        assertEquals(Map.of("name", "iqn.x:san"), san());
        assertEquals("Initiators may log in already.\n", console.output("drain", "--end", "san"));
    }

    @Test
    void shouldBringBackWhatStoodThereBefore() {
        console.files.put(
                "org.scst.iscsi.target",
                "san",
                Map.of("name", "iqn.x:san", "enabled", "1", "redirect", "198.51.100.1 perm"));
        Map<String, String> before = san();
        console.output("drain", "san", "--to", "192.0.2.2", "--force");
        console.output("drain", "san", "--to", "192.0.2.3", "--force");
        console.output("drain", "san", "--force");
        assertEquals("192.0.2.3:3260 temp", san().get("redirect"));
        assertEquals("false", san().get("enabled"));

        // The console is another one since: its bundle was updated, or the process started again.
        Console next = new Console(folder);
        next.files.put("org.scst.iscsi.target", "san", san());
        String output = next.output("drain", "--end", "san");

        assertTrue(output.startsWith("New logins: sent to 198.51.100.1.\nAs before: "), output);
        assertTrue(output.contains("redirect = 198.51.100.1 perm"), output);
        assertEquals(before, next.files.properties("org.scst.iscsi.target", "san"));
        next.errors(ExitStatus.FAILED, "drain", "--end", "san");
    }

    @Test
    void shouldSendThoseElsewhereWhomAnEarlierDrainHasRefused() {
        console.output("drain", "san", "--force");
        console.core.session("4", "iqn.x:san", "iqn.late");
        String output = console.output("drain", "san", "--to", "192.0.2.2", "--force");
        assertTrue(output.startsWith("New logins: sent to 192.0.2.2:3260.\n"), output);
        assertEquals(Map.of("name", "iqn.x:san", "redirect", "192.0.2.2:3260 temp"), san());
        assertEquals(2, console.files.changes.size(), "one change for each: nobody logs in between");
        assertEquals("New logins: allowed.\n", console.output("drain", "--end", "san"));
        assertEquals(Map.of("name", "iqn.x:san"), san());

        // What the first drain had written is an operator's own from then on.
        Map<String, String> own = Map.of("name", "iqn.x:san", "enabled", "false");
        console.files.put("org.scst.iscsi.target", "san", own);
        console.errors(ExitStatus.FAILED, "drain", "--end", "san");
        assertEquals(own, san());
    }

    @Test
    void shouldHaveAgainAnOperatorsOwnYesWhenItSendsElsewhere() {
        Map<String, String> own = Map.of("name", "iqn.x:san", "enabled", "1");
        console.files.put("org.scst.iscsi.target", "san", own);
        console.output("drain", "san", "--force");
        console.output("drain", "san", "--to", "192.0.2.2", "--force");
        assertEquals("1", san().get("enabled"));
        console.output("drain", "--end", "san");
        assertEquals(own, san());
    }

    @Test
    void shouldNotSendElsewhereFromATargetThatAnOperatorHasDisabled() {
        Map<String, String> own = Map.of("name", "iqn.x:san", "enabled", "no");
        console.files.put("org.scst.iscsi.target", "san", own);
        String errors = console.errors(ExitStatus.FAILED, "drain", "san", "--to", "192.0.2.2", "--force");
        assertTrue(errors.contains("is not enabled in org.scst.iscsi.target-san.cfg"), errors);
        assertEquals(own, san());
        assertEquals(List.of("1", "2", "3"), left());

        console.output("drain", "san", "--force");
        console.errors(ExitStatus.FAILED, "drain", "san", "--to", "192.0.2.2", "--force");
        console.output("drain", "--end", "san");
        assertEquals(own, san());
    }

    @Test
    void shouldNotEndWhatIsTheOperatorsOwn() {
        Map<String, String> own = Map.of("name", "iqn.x:san", "enabled", "no", "redirect", "198.51.100.1 perm");
        console.files.put("org.scst.iscsi.target", "san", own);
        String errors = console.errors(ExitStatus.FAILED, "drain", "--end", "san");
        assertTrue(errors.contains("\"enabled = no\" in org.scst.iscsi.target-san.cfg"), errors);
        assertEquals(own, san());

        Map<String, String> redirected = Map.of("name", "iqn.x:san", "redirect", "198.51.100.1 perm");
        console.files.put("org.scst.iscsi.target", "san", redirected);
        assertTrue(console.errors(ExitStatus.FAILED, "drain", "--end", "san").contains("redirect = 198.51.100.1"));
        assertEquals(redirected, san());
    }

    @Test
    void shouldLeaveWhatTheOperatorHasWrittenSinceTheDrain() {
        console.output("drain", "san", "--to", "192.0.2.2", "--force");
        Map<String, String> own = Map.of("name", "iqn.x:san", "redirect", "198.51.100.1 perm");
        console.files.put("org.scst.iscsi.target", "san", own);
        console.errors(ExitStatus.FAILED, "drain", "--end", "san");
        assertEquals(own, san());
    }

    @Test
    void shouldNotEndADrainOfWhichItCannotReadWhatStoodThereBefore() throws IOException {
        console.output("drain", "san", "--force");
        Path kept = folder.resolve("state/drained");
        Files.writeString(kept, Files.readString(kept).replace("false", "wrong"));
        String errors = console.errors(ExitStatus.FAILED, "drain", "--end", "san");
        assertTrue(errors.contains(kept + ","), errors);
        assertEquals("false", san().get("enabled"));
    }

    @Test
    void shouldLetOthersChangeFilesWhileSessionsTakeTheirTime() {
        List<ExitStatus> others = new ArrayList<>();
        console.core.whileLeaving = () -> {
            console.core.whileLeaving = () -> {};
            others.add(CompletableFuture.supplyAsync(
                            () -> console.run("drain", "other", "--force").status())
                    .completeOnTimeout(ExitStatus.NOT_RUNNING, 20, TimeUnit.SECONDS)
                    .join());
        };
        console.output("drain", "san", "--force", "--seconds", "3600");
        assertEquals(List.of(ExitStatus.DONE), others);
    }

    @Test
    void shouldRefuseWhatIsNeitherTargetNorPortal() {
        console.errors(ExitStatus.USAGE, "drain");
        console.errors(ExitStatus.USAGE, "drain", "san", "--portal", "192.0.2.1");
        console.errors(ExitStatus.USAGE, "drain", "--end", "san", "--to", "192.0.2.1");
        console.errors(ExitStatus.USAGE, "drain", "san", "--seconds", "1");
        console.errors(ExitStatus.USAGE, "drain", "san", "--to", "elsewhere");
        console.errors(ExitStatus.FAILED, "drain", "nothing");
    }
}
