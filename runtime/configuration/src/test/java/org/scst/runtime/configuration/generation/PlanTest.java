package org.scst.runtime.configuration.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.ObjectChange;
import org.scst.core.admin.ObjectChange.Kind;

class PlanTest {
    private static final String A = "org.scst.vdisk-a.cfg";
    private static final String B = "org.scst.vdisk-b.cfg";
    private static final String TARGET = "org.scst.iscsi.target-san.cfg";

    @TempDir
    private Path temporary;

    private ReconcilerFixture fixture;
    private Path other;

    @BeforeEach
    void start() throws IOException {
        fixture = new ReconcilerFixture(temporary);
        other = Files.createDirectory(temporary.resolve("other"));
        fixture.write(A, "type = nullio\nsize = 1G\n");
        fixture.write(TARGET, "name = iqn.x:san\nlun.0 = a\n");
        fixture.start();
    }

    private List<FileProblem> check(Path path) {
        return ReconcilerFixture.ask(report -> fixture.reconciler.requests().check(path, report));
    }

    private ChangePlan plan(Path folder) {
        return ReconcilerFixture.ask(report -> fixture.reconciler.requests().plan(Optional.of(folder), report));
    }

    private static List<Kind> kinds(ChangePlan plan) {
        return plan.changes().stream().map(ObjectChange::kind).toList();
    }

    @Test
    void shouldTellWhatAnotherFolderWouldChangeAndApplyNothing() throws IOException {
        Files.writeString(other.resolve(A), "type = nullio\nsize = 2G\n");
        Files.writeString(other.resolve(B), "type = nullio\n");
        ChangePlan plan = plan(other);
        assertEquals(List.of(Kind.REMOVED, Kind.CHANGED, Kind.CREATED), kinds(plan));
        ObjectChange.KeyChange key = plan.changes().get(1).keys().getFirst();
        assertEquals(new ObjectChange.KeyChange("size", Optional.of("1G"), Optional.of("2G")), key);
        assertEquals(Set.of("org.scst.vdisk~a", "org.scst.iscsi.target~san"), fixture.configurationAdmin.pids());
        assertEquals(List.of(1L), fixture.core.generations());
    }

    @Test
    void shouldSeeARenameInAnotherFolder() throws IOException {
        Files.copy(fixture.etc.resolve(A), other.resolve(B));
        Files.copy(fixture.etc.resolve(TARGET), other.resolve(TARGET));
        ChangePlan plan = plan(other);
        assertEquals(List.of(Kind.RENAMED), kinds(plan));
        assertEquals("a", plan.changes().getFirst().formerName());
    }

    @Test
    void shouldNameTheSessionsAndLunsThatAChangeTouches() throws IOException {
        fixture.core.session(true);
        Files.writeString(other.resolve(A), "type = nullio\nsize = 2G\n");
        Files.writeString(other.resolve(TARGET), "name = iqn.x:san\nlun.0 = a\nlun.1 = a\n");
        List<ChangePlan.Touch> touched = plan(other).touched();
        assertEquals(
                List.of("1 appears", "0 size"),
                touched.stream()
                        .map(touch -> touch.lun() + " " + touch.effect())
                        .toList());
        assertFalse(plan(other).needsForce());
        Files.delete(other.resolve(A));
        assertTrue(plan(other).needsForce());
    }

    @Test
    void shouldShowErrorsOfAnotherFolderWithFileAndLine() throws IOException {
        Files.writeString(other.resolve(A), "type = nullio\nsise = 1G\n");
        Files.writeString(other.resolve(TARGET), "name = iqn.x:san\nlun.0 = missing\n");
        Files.write(other.resolve(B), "type = nullio\n# groß\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(other.resolve("org.scst.vdsk-x.cfg"), "type = nullio\n");
        List<FileProblem> problems = check(other);
        assertEquals(
                List.of(A + ":2", B + ":2", "org.scst.vdsk-x.cfg:0", TARGET + ":2"),
                problems.stream()
                        .map(problem -> problem.file() + ":" + problem.line())
                        .toList());
        assertTrue(problems.get(0).cure().contains("size"));
        assertTrue(problems.get(1).cause().contains("UTF-8"));
        assertTrue(problems.get(2).cause().contains("org.scst.vdisk"));
        assertTrue(problems.get(3).cause().contains("missing"));
    }

    @Test
    void shouldCheckOneFileBeforeItIsPutInPlace() throws IOException {
        Path file = Files.writeString(temporary.resolve("org.scst.iscsi.target-b.cfg"), "name = iqn.x:san\n");
        assertTrue(check(file).getFirst().cause().contains(TARGET));
        Files.writeString(file, "name = iqn.x:other\n");
        assertEquals(List.of(), check(file));
        assertTrue(check(Files.createFile(temporary.resolve("other.conf")))
                .getFirst()
                .cause()
                .contains("name"));
        assertThrows(CompletionException.class, () -> check(temporary.resolve("none")));
    }

    @Test
    void shouldPlanWhatTheFolderSaysNowBeforeItIsApplied() throws IOException {
        fixture.delete(A);
        fixture.write(B, "type = nullio\n");
        assertEquals(List.of(Kind.REMOVED, Kind.CREATED), kinds(fixture.plan()));
        assertEquals(Set.of("org.scst.vdisk~a", "org.scst.iscsi.target~san"), fixture.configurationAdmin.pids());
    }

    @Test
    void shouldApplyAtOnceAndSayWhatChanged() throws IOException {
        fixture.delete(A);
        fixture.write(B, "type = nullio\n");
        CompletableFuture<?> applied = fixture.apply(false);
        assertEquals(Set.of("org.scst.vdisk~b", "org.scst.iscsi.target~san"), fixture.configurationAdmin.pids());
        assertFalse(applied.isDone());
        fixture.core.bringIntoForce();
        assertTrue(applied.isDone());
    }

    @Test
    void shouldKeepWhatIsInUseUnlessForced() throws IOException {
        fixture.core.session(true);
        fixture.delete(A);
        assertTrue(fixture.plan().needsForce());
        fixture.apply(false);
        assertTrue(fixture.configurationAdmin.pids().contains("org.scst.vdisk~a"));
        assertEquals(A, fixture.onlyProblem().file());
        assertTrue(fixture.plan().needsForce());
        fixture.apply(true);
        assertFalse(fixture.configurationAdmin.pids().contains("org.scst.vdisk~a"));
        assertEquals(List.of(), fixture.reconciler.problems());
    }

    @Test
    void shouldNotTakeAFileThatIsStillBeingWritten() throws IOException {
        fixture.write(B, "type = nullio\n");
        for (int i = 0; i < 60; i++) {
            fixture.write(A, "type = nullio\nsize = " + (i + 10) + "G\n");
            fixture.reconciler.hint(Set.of(A, B));
            fixture.pass(Duration.ofMillis(50));
        }
        assertTrue(fixture.configurationAdmin.pids().contains("org.scst.vdisk~b"));
        assertEquals("1G", fixture.configurationAdmin.value("org.scst.vdisk~a", "size"));
        fixture.pass(Duration.ofMillis(500));
        assertEquals("69G", fixture.configurationAdmin.value("org.scst.vdisk~a", "size"));
    }

    @Test
    void shouldFollowASecretThatIsPutRightWhileItsFileStays() throws IOException {
        fixture.write("org.scst.test-x.cfg", "user = me\npassword_file = mine\n");
        fixture.hintAndSettle();
        assertTrue(fixture.onlyProblem().cause().contains("password_file"));
        assertFalse(fixture.configurationAdmin.pids().contains("org.scst.test~x"));
        Path secrets = Files.createDirectory(
                fixture.etc.resolve("secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(
                secrets.resolve("mine"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secrets.resolve("mine"), "hunter2\n");
        fixture.pass(Duration.ofSeconds(11));
        assertEquals(List.of(), fixture.reconciler.problems());
        assertEquals("mine", fixture.configurationAdmin.value("org.scst.test~x", "password_file"));
    }
}
