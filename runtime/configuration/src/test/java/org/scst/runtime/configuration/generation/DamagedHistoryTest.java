package org.scst.runtime.configuration.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ConfigurationVersion;

/** A history that cannot be read, and its cure while the platform runs. */
class DamagedHistoryTest {
    private static final String A = "org.scst.vdisk-a.cfg";
    private static final String B = "org.scst.vdisk-b.cfg";

    @TempDir
    private Path temporary;

    private ReconcilerFixture fixture;
    private Path folder;
    private byte[] base;

    @BeforeEach
    void damage() throws IOException {
        fixture = new ReconcilerFixture(temporary);
        fixture.write(A, "type = nullio\nsize = 1G\n");
        fixture.write(B, "type = nullio\nsize = 1G\n");
        fixture.start();
        folder = fixture.state.resolve("history");
        base = Files.readAllBytes(folder.resolve("base"));
        Files.writeString(folder.resolve("base"), "damaged");
        fixture.startAgain();
        assertTrue(fixture.onlyProblem().cause().contains("history"), fixture.onlyProblem()::toString);
    }

    private void remove() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private void edit() throws IOException {
        fixture.write(A, "type = nullio\nsize = 2G\n");
        fixture.hintAndSettle();
    }

    @Test
    void shouldRecordEverythingAnewWhenItIsRemoved() throws IOException {
        remove();
        fixture.pass(Duration.ofSeconds(11));
        assertEquals(List.of(), fixture.reconciler.problems());
        edit();
        assertEquals(1, fixture.versions().size());
        fixture.delete(B);
        fixture.pass(Duration.ofSeconds(15));
        fixture.undo(OptionalLong.of(1), false);
        assertEquals("type = nullio\nsize = 1G\n", fixture.read(A));
        assertEquals("type = nullio\nsize = 1G\n", fixture.read(B));
    }

    @Test
    void shouldRecordEverythingAnewWithTheNextChange() throws IOException {
        remove();
        edit();
        assertEquals(List.of(), fixture.reconciler.problems());
        fixture.delete(B);
        fixture.pass(Duration.ofSeconds(15));
        assertEquals(1, fixture.versions().size());
    }

    @Test
    void shouldRecordWhatChangedBeforeItWasRestored() throws IOException {
        edit();
        Files.write(folder.resolve("base"), base);
        fixture.pass(Duration.ofSeconds(11));
        assertEquals(List.of(), fixture.reconciler.problems());
        ConfigurationVersion version = fixture.versions().getFirst();
        assertEquals("somebody, while the history could not be read", version.origin());
        assertEquals(Set.of(A), version.files().keySet());
    }
}
