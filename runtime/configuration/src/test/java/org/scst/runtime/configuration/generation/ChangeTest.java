package org.scst.runtime.configuration.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.core.admin.Problem;

class ChangeTest {
    private static final String A = "org.scst.vdisk-a.cfg";
    private static final String TARGET = "org.scst.iscsi.target-san.cfg";

    @TempDir
    private Path temporary;

    private ReconcilerFixture fixture;

    @BeforeEach
    void makeFixture() throws IOException {
        fixture = new ReconcilerFixture(temporary);
        fixture.write(TARGET, "# the only target\nname = iqn.x:san\n\n# nothing yet\n");
        fixture.start();
    }

    private static Map<String, String> inOrder(String... keysAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return values;
    }

    private static FileProblem refusal(CompletableFuture<ChangeReport> report) {
        ExecutionException e = assertThrows(ExecutionException.class, report::get);
        return assertInstanceOf(ChangeRefusedException.class, e.getCause())
                .problems()
                .getFirst();
    }

    @Test
    void shouldReturnWhenAllEditsAreInForceAsOneGeneration() throws IOException {
        CompletableFuture<ChangeReport> report = fixture.change(
                ReconcilerFixture.create("org.scst.vdisk", "a", inOrder("type", "nullio", "size", "1G")),
                ReconcilerFixture.update("org.scst.iscsi.target", "san", Map.of("lun.0", "a")));
        assertEquals("# made by a test\ntype = nullio\nsize = 1G\n", fixture.read(A));
        assertEquals("# the only target\nname = iqn.x:san\n\n# nothing yet\nlun.0 = a\n", fixture.read(TARGET));
        assertEquals(Set.of("org.scst.vdisk~a", "org.scst.iscsi.target~san"), fixture.configurationAdmin.pids());
        assertFalse(report.isDone());
        fixture.core.bringIntoForce();
        assertEquals(new ChangeReport(2, List.of()), report.join());
        assertEquals(List.of(1L, 2L), fixture.core.generations());
    }

    @Test
    void shouldReportCoresProblemsOfWhatWasTouchedOnly() throws IOException {
        CompletableFuture<ChangeReport> report =
                fixture.change(ReconcilerFixture.update("org.scst.iscsi.target", "san", Map.of("lun.0", "a")));
        fixture.core.bringIntoForce(
                new Problem("org.scst.iscsi.target", "san", "lun.0", "there is no device \"a\"", "export it"),
                new Problem("org.scst.vdisk", "other", "", "unrelated", "none"));
        ChangeReport changed = report.join();
        assertEquals(List.of(new FileProblem(TARGET, 5, "there is no device \"a\"", "export it")), changed.problems());
    }

    @Test
    void shouldCreateAFileThatOthersCannotRead() throws IOException {
        fixture.change(ReconcilerFixture.create("org.scst.vdisk", "a", Map.of("type", "nullio")));
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.etc.resolve(A)));
        assertTrue(mode.endsWith("---"), mode);
    }

    @Test
    void shouldDeleteAtOnceAlsoWithASession() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.hintAndSettle();
        fixture.core.session(true);
        fixture.change(ReconcilerFixture.delete("org.scst.vdisk", "a"));
        assertEquals(Set.of("org.scst.iscsi.target~san"), fixture.configurationAdmin.pids());
        assertFalse(Files.exists(fixture.etc.resolve(A)));
        assertEquals(
                Map.of(A, ConfigurationVersion.Kind.REMOVED),
                fixture.versions().getFirst().files());
    }

    @Test
    void shouldReleaseAnObjectWhoseFileWasLost() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.hintAndSettle();
        fixture.core.session(true);
        fixture.delete(A);
        fixture.pass(Duration.ofSeconds(10));
        assertTrue(fixture.configurationAdmin.pids().contains("org.scst.vdisk~a"));
        fixture.change(ReconcilerFixture.delete("org.scst.vdisk", "a"));
        assertFalse(fixture.configurationAdmin.pids().contains("org.scst.vdisk~a"));
    }

    @Test
    void shouldRefuseToCreateWhatExistsAndToChangeWhatDoesNot() {
        assertTrue(refusal(fixture.change(ReconcilerFixture.create("org.scst.iscsi.target", "san", Map.of())))
                .cause()
                .contains("exists"));
        assertTrue(refusal(fixture.change(ReconcilerFixture.update("org.scst.vdisk", "a", Map.of("size", "1G"))))
                .cause()
                .contains("no such file"));
        assertTrue(refusal(fixture.change(ReconcilerFixture.delete("org.scst.vdisk", "a")))
                .cause()
                .contains("no such file"));
    }

    @Test
    void shouldWriteNothingWhenOneEditIsWrong() throws IOException {
        FileProblem problem = refusal(fixture.change(
                ReconcilerFixture.update("org.scst.iscsi.target", "san", Map.of("lun.0", "a")),
                ReconcilerFixture.create("org.scst.vdisk", "a", Map.of("type", "nulio"))));
        assertEquals(A, problem.file());
        assertEquals(2, problem.line());
        assertFalse(Files.exists(fixture.etc.resolve(A)));
        assertFalse(fixture.read(TARGET).contains("lun.0"));
        assertEquals(List.of(1L), fixture.core.generations());
    }

    @Test
    void shouldRefuseASecondFileForOneTarget() {
        FileProblem problem = refusal(
                fixture.change(ReconcilerFixture.create("org.scst.iscsi.target", "b", Map.of("name", "iqn.x:san"))));
        assertTrue(problem.cause().contains(TARGET), problem::cause);
    }

    @Test
    void shouldRefuseAValueThatCannotBeWritten() {
        assertTrue(refusal(fixture.change(
                        ReconcilerFixture.update("org.scst.iscsi.target", "san", Map.of("lun.0", "a\nname = stolen"))))
                .cause()
                .contains("cannot stand"));
    }

    @Test
    void shouldRefuseANameThatLeavesTheFolder() {
        assertTrue(
                refusal(fixture.change(ReconcilerFixture.create("org.scst.vdisk", "../../x", Map.of("type", "nullio"))))
                        .cause()
                        .contains("name of a file"));
    }

    @Test
    void shouldRefuseToEditAFileWithFaultsAndNameTheLine() throws IOException {
        fixture.write(TARGET, "name = iqn.x:san\nbroken\n");
        FileProblem problem =
                refusal(fixture.change(ReconcilerFixture.update("org.scst.iscsi.target", "san", Map.of("lun.0", "a"))));
        assertEquals(2, problem.line());
        assertEquals("name = iqn.x:san\nbroken\n", fixture.read(TARGET));
    }

    @Test
    void shouldEditWhatTheFileHoldsNowNotWhatWasReadBefore() throws IOException {
        fixture.write(TARGET, "name = iqn.x:san\nlun.7 = other\n");
        fixture.change(ReconcilerFixture.update("org.scst.iscsi.target", "san", Map.of("lun.0", "a")));
        assertEquals("name = iqn.x:san\nlun.7 = other\nlun.0 = a\n", fixture.read(TARGET));
    }

    @Test
    void shouldAnswerAtOnceWhenNothingIsDifferent() {
        CompletableFuture<ChangeReport> report =
                fixture.change(ReconcilerFixture.update("org.scst.iscsi.target", "san", Map.of("name", "iqn.x:san")));
        assertEquals(new ChangeReport(1, List.of()), report.join());
        assertEquals(List.of(), fixture.versions());
    }

    @Test
    void shouldSayThatCoreIsAway() {
        fixture.reconciler.withdrawn(fixture.core);
        ChangeReport report = fixture.change(ReconcilerFixture.create("org.scst.vdisk", "a", Map.of("type", "nullio")))
                .join();
        assertTrue(report.problems().getFirst().cause().contains("core is not running"));
    }

    @Test
    void shouldGiveUpWaitingForCore() {
        CompletableFuture<ChangeReport> report =
                fixture.change(ReconcilerFixture.create("org.scst.vdisk", "a", Map.of("type", "nullio")));
        fixture.pass(Duration.ofSeconds(29));
        assertFalse(report.isDone());
        fixture.pass(Duration.ofSeconds(2));
        assertTrue(report.join().problems().getFirst().cause().contains("not in force after 30 s"));
    }

    @Test
    void shouldReportThatCoreFailed() {
        CompletableFuture<ChangeReport> report =
                fixture.change(ReconcilerFixture.create("org.scst.vdisk", "a", Map.of("type", "nullio")));
        fixture.core.fail("out of luck");
        assertTrue(report.join().problems().getFirst().cause().contains("out of luck"));
    }

    @Test
    void shouldReportWhatTheNextCoreMakesOfItWhenCoreStopsMeanwhile() {
        CompletableFuture<ChangeReport> report =
                fixture.change(ReconcilerFixture.create("org.scst.vdisk", "a", Map.of("type", "nullio")));
        fixture.reconciler.withdrawn(fixture.core);
        fixture.core.cancel();
        assertFalse(report.isDone());
        fixture.reconciler.administration(fixture.core);
        fixture.core.bringIntoForce();
        assertEquals(List.of(), report.join().problems());
    }
}
