package org.scst.runtime.configuration.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.Problem;

class ReconcilerTest {
    private static final String A = "org.scst.vdisk-a.cfg";
    private static final String B = "org.scst.vdisk-b.cfg";
    private static final String TARGET = "org.scst.iscsi.target-san.cfg";

    @TempDir
    private Path temporary;

    private ReconcilerFixture fixture;

    @BeforeEach
    void makeFixture() throws IOException {
        fixture = new ReconcilerFixture(temporary);
    }

    @Test
    void shouldHandOverWhatTheFilesSayAsOneGeneration() throws IOException {
        fixture.write(A, "type = fileio\nfile = /srv/a.img\nread_only = yes\n");
        fixture.write("org.scst.iscsi.cfg", "portals = 127.0.0.1:3260, [::1]:3260\n");
        fixture.start();
        assertEquals(List.of(1L), fixture.core.generations());
        assertEquals(Set.of("org.scst.vdisk~a", "org.scst.iscsi"), fixture.configurationAdmin.pids());
        assertEquals("true", fixture.configurationAdmin.value("org.scst.vdisk~a", "read_only"));
        assertEquals(A, fixture.configurationAdmin.value("org.scst.vdisk~a", "scst.file"));
        assertEquals("a", fixture.configurationAdmin.value("org.scst.vdisk~a", "scst.name"));
        assertEquals("", fixture.configurationAdmin.value("org.scst.iscsi", "scst.name"));
        assertEquals(List.of(), fixture.reconciler.problems());
    }

    @Test
    void shouldOpenTheGateOfAnEmptyFolder() {
        fixture.start();
        assertEquals(List.of(1L), fixture.core.generations());
    }

    @Test
    void shouldApplyWhenCoreComesLaterAndAgainWhenItComesBack() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.reconciler.step();
        assertEquals(List.of(), fixture.core.generations());
        fixture.core.startAt(7);
        fixture.reconciler.administration(fixture.core);
        assertEquals(List.of(8L), fixture.core.generations());
        fixture.reconciler.withdrawn(fixture.core);
        fixture.reconciler.administration(fixture.core);
        assertEquals(List.of(8L, 9L), fixture.core.generations());
    }

    @Test
    void shouldKeepTheNewCoreWhenTheOldOneIsWithdrawnAfterIt() throws IOException {
        fixture.start();
        FakeAdministration successor = new FakeAdministration();
        fixture.reconciler.administration(successor);
        fixture.reconciler.withdrawn(fixture.core);
        fixture.write(A, "type = nullio\n");
        fixture.hintAndSettle();
        assertEquals(2, successor.generations().size());
    }

    @Test
    void shouldHandOverTheDifferenceOnly() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.write(B, "type = nullio\n");
        fixture.start();
        int before = fixture.configurationAdmin.changes();
        fixture.write(B, "type = nullio\nsize = 10G\n");
        fixture.hintAndSettle();
        assertEquals(before + 1, fixture.configurationAdmin.changes());
        assertEquals("10G", fixture.configurationAdmin.value("org.scst.vdisk~b", "size"));
        assertEquals(List.of(1L, 2L), fixture.core.generations());
    }

    @Test
    void shouldNotTroubleCoreWhenOnlyACommentChanged() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.start();
        int before = fixture.configurationAdmin.changes();
        fixture.write(A, "# a remark\ntype = nullio\n");
        fixture.hintAndSettle();
        assertEquals(before, fixture.configurationAdmin.changes());
        assertEquals(List.of(1L), fixture.core.generations());
    }

    @Test
    void shouldMakeOneGenerationOfABurstOf500Files() throws IOException {
        fixture.start();
        fixture.write("org.scst.vdisk-d0.cfg", "type = nullio\n");
        fixture.reconciler.hint(Set.of());
        fixture.pass(Duration.ofMillis(60));
        for (int i = 1; i < 500; i++) {
            fixture.write("org.scst.vdisk-d" + i + ".cfg", "type = nullio\n");
            fixture.reconciler.hint(Set.of());
        }
        fixture.pass(Duration.ofMillis(500));
        assertEquals(500, fixture.configurationAdmin.pids().size());
        assertEquals(List.of(1L, 2L), fixture.core.generations());
    }

    @Test
    void shouldFindAChangeWithoutAnyHintWithinTenSeconds() throws IOException {
        fixture.write(A, "type = nullio\nsize = 1G\n");
        FileTime time = Files.getLastModifiedTime(fixture.etc.resolve(A));
        fixture.start();
        Path other = Files.writeString(temporary.resolve("other"), "type = nullio\nsize = 2G\n");
        Files.setLastModifiedTime(other, time);
        Files.move(other, fixture.etc.resolve(A), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        fixture.pass(Duration.ofMillis(10_500));
        assertEquals("2G", fixture.configurationAdmin.value("org.scst.vdisk~a", "size"));
    }

    @Test
    void shouldNotWaitForeverForAFileThatNeverRests() throws IOException {
        fixture.start();
        fixture.write(B, "type = nullio\n");
        fixture.reconciler.hint(Set.of());
        for (int i = 0; i < 50; i++) {
            fixture.write(A, "type = nullio\nsize = " + i + "G\n");
            fixture.pass(Duration.ofMillis(50));
        }
        assertTrue(fixture.configurationAdmin.pids().contains("org.scst.vdisk~b"));
    }

    @Test
    void shouldKeepTheLastGoodObjectWhileAFileHasAnError() throws IOException {
        fixture.write(A, "type = nullio\nsize = 1G\n");
        fixture.start();
        fixture.write(A, "type = nullio\nsise = 2G\n");
        fixture.hintAndSettle();
        assertEquals("1G", fixture.configurationAdmin.value("org.scst.vdisk~a", "size"));
        assertEquals(A, fixture.onlyProblem().file());
        assertEquals(2, fixture.onlyProblem().line());
        fixture.write(A, "type = nullio\nsize = 2G\n");
        fixture.hintAndSettle();
        assertEquals("2G", fixture.configurationAdmin.value("org.scst.vdisk~a", "size"));
        assertEquals(List.of(), fixture.reconciler.problems());
    }

    @Test
    void shouldKeepTheLastGoodObjectWhileAFileIsHalfWritten() throws IOException {
        fixture.write(A, "type = nullio\nsize = 1G\n");
        fixture.start();
        for (String half : List.of("", "type = nullio\nsi", "type = nullio\nsize =")) {
            fixture.write(A, half);
            fixture.hintAndSettle();
            assertEquals("1G", fixture.configurationAdmin.value("org.scst.vdisk~a", "size"));
            assertEquals(A, fixture.onlyProblem().file());
        }
    }

    @Test
    void shouldLackAnObjectWhoseFileNeverParsed() throws IOException {
        fixture.write(A, "type\n");
        fixture.write(B, "type = nullio\n");
        fixture.start();
        assertEquals(Set.of("org.scst.vdisk~b"), fixture.configurationAdmin.pids());
        assertEquals(1, fixture.onlyProblem().line());
    }

    @Test
    void shouldDeleteAfterTheGracePeriodOnly() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.start();
        fixture.delete(A);
        fixture.reconciler.hint(Set.of());
        fixture.pass(Duration.ofMillis(1900));
        assertEquals(Set.of("org.scst.vdisk~a"), fixture.configurationAdmin.pids());
        fixture.pass(Duration.ofMillis(1000));
        assertEquals(Set.of(), fixture.configurationAdmin.pids());
        assertEquals(List.of(1L, 2L), fixture.core.generations());
    }

    @Test
    void shouldNotShowAnObjectWhoseFileIsGoneWhileItStillCounts() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.start();
        fixture.delete(A);
        fixture.reconciler.rescan(new CompletableFuture<>());
        assertEquals(List.of(), fixture.reconciler.objects());
        assertEquals(Set.of("org.scst.vdisk~a"), fixture.configurationAdmin.pids());
    }

    @Test
    void shouldTellTheFormerNameOfARenamedObject() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.start();
        Files.move(fixture.etc.resolve(A), fixture.etc.resolve(B));
        fixture.hintAndSettle();
        assertEquals(Set.of("org.scst.vdisk~b"), fixture.configurationAdmin.pids());
        assertEquals("a", fixture.configurationAdmin.value("org.scst.vdisk~b", "scst.former_name"));
        assertEquals(List.of(1L, 2L), fixture.core.generations());
        fixture.write(B, "type = nullio\nsize = 1G\n");
        fixture.hintAndSettle();
        assertEquals("a", fixture.configurationAdmin.value("org.scst.vdisk~b", "scst.former_name"));
    }

    @Test
    void shouldKeepAnObjectWithASessionWhenItsFileIsLost() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.write(TARGET, "name = iqn.x:san\nlun.0 = a\n");
        fixture.start();
        fixture.core.session(true);
        fixture.delete(A);
        fixture.delete(TARGET);
        fixture.pass(Duration.ofSeconds(30));
        assertEquals(Set.of("org.scst.vdisk~a", "org.scst.iscsi.target~san"), fixture.configurationAdmin.pids());
        assertEquals(2, fixture.reconciler.problems().size());
        assertTrue(fixture.reconciler.problems().getFirst().cause().contains("an initiator uses it"));
        fixture.core.session(false);
        fixture.pass(Duration.ofSeconds(30));
        assertEquals(Set.of(), fixture.configurationAdmin.pids());
    }

    @Test
    void shouldChangeNothingWhenTheFolderVanishes() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.start();
        Files.move(fixture.etc, temporary.resolve("away"));
        fixture.pass(Duration.ofSeconds(60));
        assertEquals(Set.of("org.scst.vdisk~a"), fixture.configurationAdmin.pids());
        assertTrue(fixture.onlyProblem().cause().contains("folder"));
    }

    @Test
    void shouldReportTwoFilesForOneObjectAndKeepTheFirst() throws IOException {
        fixture.write("org.scst.iscsi.target-b.cfg", "name = iqn.x:san\n");
        fixture.start();
        fixture.write("org.scst.iscsi.target-a.cfg", "lun.0 = d\nname = iqn.x:san\n");
        fixture.hintAndSettle();
        assertEquals(Set.of("org.scst.iscsi.target~b"), fixture.configurationAdmin.pids());
        assertEquals("org.scst.iscsi.target-a.cfg", fixture.onlyProblem().file());
        assertEquals(2, fixture.onlyProblem().line());
        assertTrue(fixture.onlyProblem().cause().contains("org.scst.iscsi.target-b.cfg"));
    }

    @Test
    void shouldReportTwoSpellingsOfOneNameAsOneObject() throws IOException {
        fixture.write("org.scst.vdisk-\u00e4.cfg", "type = nullio\n");
        fixture.write("org.scst.vdisk-a\u0308.cfg", "type = nullio\n");
        fixture.start();
        assertEquals(1, fixture.configurationAdmin.pids().size());
        assertTrue(fixture.onlyProblem().cause().contains("already"));
    }

    @Test
    void shouldHandOverAnObjectWhoseHandlerIsAbsent() throws IOException {
        fixture.write("org.scst.tape-t1.cfg", "anything = 1\n");
        fixture.start();
        assertEquals("1", fixture.configurationAdmin.value("org.scst.tape~t1", "anything"));
        assertTrue(fixture.onlyProblem().cause().contains("no installed bundle describes"));
    }

    @Test
    void shouldJudgeAnewWhenABundleBringsTheDescription() throws IOException {
        fixture.write("org.scst.tape-t1.cfg", "anything = 1\n");
        fixture.start();
        fixture.descriptions.add("org.scst.tape", true);
        fixture.reconciler.bundlesChanged(true);
        assertEquals(Set.of(), fixture.configurationAdmin.pids());
        assertEquals(1, fixture.onlyProblem().line());
        assertEquals(List.of(1L, 2L), fixture.core.generations());
    }

    @Test
    void shouldKeepADeviceWhoseBundleGoesAway() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.start();
        fixture.descriptions.withdraw("org.scst.vdisk");
        fixture.reconciler.bundlesChanged(true);
        assertEquals(Set.of("org.scst.vdisk~a"), fixture.configurationAdmin.pids());
        assertEquals(List.of(1L), fixture.core.generations());
    }

    @Test
    void shouldNameTheLineOfWhatCoreReports() throws IOException {
        fixture.write(TARGET, "# san\nname = iqn.x:san\nlun.0 = missing\n");
        fixture.reconciler.administration(fixture.core);
        fixture.reconciler.step();
        fixture.core.bringIntoForce(
                new Problem("org.scst.iscsi.target", "san", "lun.0", "there is no device \"missing\"", "export it"));
        assertEquals(TARGET, fixture.onlyProblem().file());
        assertEquals(3, fixture.onlyProblem().line());
    }

    @Test
    void shouldLeaveForeignConfigurationsAloneAndCleanUpItsOwn() throws IOException {
        fixture.configurationAdmin.putForeign("org.example.other");
        fixture.write(A, "type = nullio\n");
        fixture.write(B, "type = nullio\n");
        fixture.start();
        fixture.delete(B);
        fixture.restart();
        fixture.start();
        assertEquals(Set.of("org.example.other", "org.scst.vdisk~a"), fixture.configurationAdmin.pids());
    }

    @Test
    void shouldKeepTheLastGoodObjectOverARestartOfTheBundle() throws IOException {
        fixture.write(A, "type = nullio\nsize = 1G\n");
        fixture.start();
        fixture.write(A, "broken\n");
        fixture.restart();
        fixture.start();
        assertEquals("1G", fixture.configurationAdmin.value("org.scst.vdisk~a", "size"));
        ConfiguredObject object = fixture.reconciler.objects().getFirst();
        assertEquals(Map.of("type", "nullio", "size", "1G"), object.properties());
        assertNull(fixture.configurationAdmin.value("org.scst.vdisk~a", "scst.former_name"));
    }

    @Test
    void shouldReportWhatConfigAdminRefusesAndTryAgain() throws IOException {
        fixture.write(A, "type = nullio\n");
        fixture.configurationAdmin.refuse(true);
        fixture.start();
        assertTrue(fixture.onlyProblem().cause().contains("no space left"));
        fixture.configurationAdmin.refuse(false);
        fixture.pass(Duration.ofSeconds(11));
        assertEquals("nullio", fixture.configurationAdmin.value("org.scst.vdisk~a", "type"));
        assertEquals(List.of(), fixture.reconciler.problems());
    }

    @Test
    void shouldRescanAtOnceAndReportWhenInForce() throws IOException {
        fixture.start();
        fixture.write(A, "type = nullio\n");
        CompletableFuture<ChangeReport> report = new CompletableFuture<>();
        fixture.reconciler.rescan(report);
        assertFalse(report.isDone());
        fixture.core.bringIntoForce();
        assertEquals(new ChangeReport(2, List.of()), report.join());
    }
}
