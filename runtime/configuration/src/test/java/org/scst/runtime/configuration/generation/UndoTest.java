package org.scst.runtime.configuration.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.core.admin.ConfigurationVersion.Kind;

class UndoTest {
    private static final String A = "org.scst.vdisk-a.cfg";
    private static final String B = "org.scst.vdisk-b.cfg";
    private static final OptionalLong LAST = OptionalLong.empty();

    @TempDir
    private Path temporary;

    private ReconcilerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ReconcilerFixture(temporary);
        fixture.write(A, "# first\ntype = nullio\nsize = 1G\n");
        fixture.start();
    }

    private void edit(String file, String content) throws IOException {
        fixture.write(file, content);
        fixture.hintAndSettle();
    }

    private String refusal(CompletableFuture<?> refused) {
        CompletionException thrown = assertThrows(CompletionException.class, refused::join);
        return assertInstanceOf(ChangeRefusedException.class, thrown.getCause()).getMessage();
    }

    @Test
    void shouldRecordEditsOfEditorsAndOfCommandsAlike() throws IOException {
        edit(A, "type = nullio\nsize = 2G\n");
        fixture.change(ReconcilerFixture.create("org.scst.vdisk", "b", Map.of("type", "nullio")));
        fixture.delete(A);
        fixture.reconciler.hint(Set.of(A));
        fixture.pass(Duration.ofSeconds(4));
        List<ConfigurationVersion> versions = fixture.versions();
        assertEquals(
                List.of(3L, 2L, 1L),
                versions.stream().map(ConfigurationVersion::number).toList());
        assertEquals(
                List.of("editor", "command", "editor"),
                versions.stream().map(ConfigurationVersion::origin).toList());
        assertEquals(Map.of(A, Kind.REMOVED), versions.getFirst().files());
    }

    @Test
    void shouldRestoreTheFilesOfTheLastChangeAsOneChange() throws IOException {
        fixture.change(
                ReconcilerFixture.create("org.scst.vdisk", "b", Map.of("type", "nullio")),
                ReconcilerFixture.update("org.scst.vdisk", "a", Map.of("size", "2G")));
        CompletableFuture<?> undone = fixture.undo(LAST, false);
        assertEquals("# first\ntype = nullio\nsize = 1G\n", fixture.read(A));
        assertFalse(Files.exists(fixture.etc.resolve(B)));
        assertEquals(Set.of("org.scst.vdisk~a"), fixture.configurationAdmin.pids());
        assertFalse(undone.isDone());
        fixture.core.bringIntoForce();
        assertTrue(undone.isDone());
        assertEquals("undo of 1", fixture.versions().getFirst().origin());
    }

    @Test
    void shouldTakeBackAnUndo() throws IOException {
        edit(A, "type = nullio\nsize = 2G\n");
        fixture.undo(LAST, false);
        fixture.undo(LAST, false);
        assertEquals("type = nullio\nsize = 2G\n", fixture.read(A));
    }

    @Test
    void shouldGoBackBeforeAnOlderChange() throws IOException {
        edit(A, "type = nullio\nsize = 2G\n");
        edit(B, "type = nullio\n");
        edit(A, "type = nullio\nsize = 3G\n");
        fixture.undo(OptionalLong.of(1), false);
        assertEquals("# first\ntype = nullio\nsize = 1G\n", fixture.read(A));
        assertFalse(Files.exists(fixture.etc.resolve(B)));
    }

    @Test
    void shouldBringBackADeletedFileWithItsComments() throws IOException {
        fixture.change(ReconcilerFixture.delete("org.scst.vdisk", "a"));
        fixture.undo(LAST, false);
        assertEquals("# first\ntype = nullio\nsize = 1G\n", fixture.read(A));
        assertEquals(Set.of("org.scst.vdisk~a"), fixture.configurationAdmin.pids());
    }

    @Test
    void shouldGiveARenamedObjectItsFormerNameAndItsIdentityBack() throws IOException {
        Files.move(fixture.etc.resolve(A), fixture.etc.resolve(B));
        fixture.hintAndSettle();
        fixture.undo(LAST, false);
        assertEquals(Set.of("org.scst.vdisk~a"), fixture.configurationAdmin.pids());
        assertEquals("b", fixture.configurationAdmin.value("org.scst.vdisk~a", "scst.former_name"));
    }

    @Test
    void shouldNotLoseAnEditThatWasNotAcceptedUnlessForced() throws IOException {
        edit(A, "type = nullio\nsize = 2G\n");
        edit(A, "type = nullio\nsise = 3G\n");
        assertTrue(refusal(fixture.undo(LAST, false)).contains("not accepted"));
        assertEquals("type = nullio\nsise = 3G\n", fixture.read(A));
        fixture.undo(LAST, true);
        assertEquals("# first\ntype = nullio\nsize = 1G\n", fixture.read(A));
    }

    @Test
    void shouldRefuseWhatIsNotRecorded() throws IOException {
        assertTrue(refusal(fixture.undo(LAST, false)).contains("no change is recorded"));
        edit(A, "type = nullio\n");
        assertTrue(refusal(fixture.undo(OptionalLong.of(7), false)).contains("number 7"));
    }

    @Test
    void shouldSayWhatAnUndoWouldDoAndDoNothing() throws IOException {
        edit(A, "type = nullio\nsize = 2G\n");
        var plan = ReconcilerFixture.<org.scst.core.admin.ChangePlan>ask(
                report -> fixture.reconciler.requests().planUndo(LAST, report));
        assertEquals("size", plan.changes().getFirst().keys().getFirst().key());
        assertEquals("type = nullio\nsize = 2G\n", fixture.read(A));
        assertEquals(1, fixture.versions().size());
    }

    @Test
    void shouldRecordWhatChangedWhileTheProcessWasDown() throws IOException {
        edit(B, "type = nullio\n");
        fixture.write(A, "type = nullio\nsize = 2G\n");
        fixture.delete(B);
        fixture.startAgain();
        assertEquals(
                Map.of(A, Kind.CHANGED, B, Kind.REMOVED),
                fixture.versions().getFirst().files());
        fixture.undo(LAST, false);
        assertEquals("# first\ntype = nullio\nsize = 1G\n", fixture.read(A));
        assertTrue(Files.exists(fixture.etc.resolve(B)));
    }

    @Test
    void shouldKnowAFileThatWasRenamedWhileTheProcessWasDown() throws IOException {
        Files.move(fixture.etc.resolve(A), fixture.etc.resolve(B));
        fixture.startAgain();
        assertEquals("a", fixture.configurationAdmin.value("org.scst.vdisk~b", "scst.former_name"));
    }

    @Test
    void shouldRecordAFileOnlyOnceItIsDescribed() throws IOException {
        fixture.descriptions.forget("org.scst.vdisk");
        fixture.startAgain();
        edit(A, "type = nullio\nsize = 5G\n");
        assertEquals(List.of(), fixture.versions());
        fixture.descriptions.remember("org.scst.vdisk");
        fixture.reconciler.bundlesChanged(true);
        assertEquals(Map.of(A, Kind.CHANGED), fixture.versions().getFirst().files());
    }

    @Test
    void shouldKeepNoSecretThatStoodWhereNoneMayStand() throws IOException {
        edit(A, "type = nullio\npassword = hunter2\n");
        edit(A, "type = nullio\n");
        try (Stream<Path> files = Files.list(fixture.state.resolve("history"))) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file).contains("hunter2"));
            }
        }
    }

    @Test
    void shouldGoOnWithoutADamagedHistoryAndSaySo() throws IOException {
        edit(A, "type = nullio\nsize = 2G\n");
        Files.writeString(fixture.state.resolve("history/000000000001"), "damaged");
        fixture.startAgain();
        assertTrue(fixture.onlyProblem().cause().contains("damaged"));
        edit(A, "type = nullio\nsize = 3G\n");
        assertEquals("3G", fixture.configurationAdmin.value("org.scst.vdisk~a", "size"));
        assertEquals("damaged", Files.readString(fixture.state.resolve("history/000000000001")));
    }
}
