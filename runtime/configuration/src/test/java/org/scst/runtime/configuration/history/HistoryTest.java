package org.scst.runtime.configuration.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.ConfigurationVersion;

class HistoryTest {
    @TempDir
    private Path temporary;

    private Path folder;
    private History history;

    @BeforeEach
    void begin() throws IOException {
        folder = temporary.resolve("state/history");
        history = again();
        record("first", "a", "1\n", "b", "1\n");
    }

    private History again() {
        return new History(folder, () -> Instant.parse("2026-11-26T08:00:00Z"));
    }

    private static Optional<byte[]> bytes(String content) {
        return content.isEmpty() ? Optional.empty() : Optional.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Long> record(String origin, String... filesAndContents) throws IOException {
        Map<String, Optional<byte[]>> contents = new HashMap<>();
        for (int i = 0; i < filesAndContents.length; i += 2) {
            contents.put(filesAndContents[i], bytes(filesAndContents[i + 1]));
        }
        return history.record(contents, origin);
    }

    private static Map<String, String> texts(Map<String, Optional<byte[]>> contents) {
        Map<String, String> texts = new HashMap<>();
        contents.forEach((file, content) -> texts.put(
                file, content.map(c -> new String(c, StandardCharsets.UTF_8)).orElse("gone")));
        return texts;
    }

    private List<Long> numbers() {
        return history.versions().stream().map(ConfigurationVersion::number).toList();
    }

    @Test
    void shouldMakeTheFirstRecordTheBase() {
        assertEquals(List.of(), history.versions());
        assertEquals(Set.of("a", "b"), history.present().keySet());
        assertTrue(history.begun());
        assertFalse(new History(temporary.resolve("none"), Instant::now).begun());
    }

    @Test
    void shouldTellWhatHappenedToEachFile() throws IOException {
        assertEquals(Optional.of(1L), record("editor", "a", "2\n", "b", "", "c", "1\n"));
        ConfigurationVersion version = history.versions().getFirst();
        assertEquals("editor", version.origin());
        assertEquals(
                Map.of(
                        "a", ConfigurationVersion.Kind.CHANGED,
                        "b", ConfigurationVersion.Kind.REMOVED,
                        "c", ConfigurationVersion.Kind.CREATED),
                version.files());
    }

    @Test
    void shouldRecordNothingWhenNothingChanged() throws IOException {
        assertEquals(Optional.empty(), record("editor", "a", "1\n", "never", ""));
        assertEquals(List.of(), history.versions());
    }

    @Test
    void shouldGoBackBeforeAChangeAndAllThatCameAfterIt() throws IOException {
        record("editor", "a", "2\n");
        record("editor", "a", "3\n", "c", "1\n");
        record("editor", "b", "");
        assertEquals(Map.of("b", "1\n"), texts(history.before(3)));
        assertEquals(Map.of("a", "2\n", "b", "1\n", "c", "gone"), texts(history.before(2)));
        assertEquals(Map.of("a", "1\n", "b", "1\n", "c", "gone"), texts(history.before(1)));
    }

    @Test
    void shouldKeepEverythingOverARestart() throws IOException {
        record("editor", "a", "2\n");
        record("an origin of words", "b", "", "ü", "no line end");
        List<ConfigurationVersion> before = history.versions();
        history = again();
        assertEquals(before, history.versions());
        assertEquals(Set.of("a", "ü"), history.present().keySet());
        assertArrayEquals(
                "no line end".getBytes(StandardCharsets.UTF_8),
                history.present().get("ü"));
        assertEquals(Optional.of(3L), record("editor", "a", "3\n"));
    }

    @Test
    void shouldKeepABoundedNumberOfChangesAndStillKnowTheFiles() throws IOException {
        for (int i = 0; i < 400; i++) {
            record("editor", "a", i + "\n", "file" + i, "x\n");
        }
        assertTrue(history.versions().size() <= 150 && history.versions().size() >= 100, numbers()::toString);
        assertEquals(400, numbers().getFirst());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(history.versions().size() + 1, files.count());
        }
        long oldest = numbers().getLast();
        assertEquals((oldest - 2) + "\n", texts(history.before(oldest)).get("a"));
        history = again();
        assertEquals(402, history.present().size());
        assertEquals((oldest - 2) + "\n", texts(history.before(oldest)).get("a"));
    }

    @Test
    void shouldBeReadableForItsOwnerOnly() throws IOException {
        record("editor", "a", "2\n");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    void shouldRefuseADamagedRecordAndLeaveItAsItIs() throws IOException {
        record("editor", "a", "2\n");
        Path change = folder.resolve("000000000001");
        byte[] good = Files.readAllBytes(change);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(change, bad);
            history = again();
            assertTrue(history.fault().isPresent(), "byte " + i);
            assertEquals(Optional.empty(), record("editor", "a", "3\n"));
            assertArrayEquals(bad, Files.readAllBytes(change));
        }
        Files.write(change, good);
        assertEquals(Optional.empty(), again().fault());
    }

    @Test
    void shouldBeginAnewWhenADamagedHistoryIsRemoved() throws IOException {
        record("editor", "a", "2\n");
        Files.writeString(folder.resolve("base"), "damaged");
        history = again();
        assertFalse(history.recover());
        assertTrue(history.fault().isPresent());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        assertTrue(history.recover());
        assertEquals(Optional.empty(), history.fault());
        assertFalse(history.begun());
        assertEquals(Set.of(), history.present().keySet());
        assertEquals(Optional.empty(), record("editor", "a", "3\n"), "the base");
        assertEquals(Optional.of(1L), record("editor", "a", "4\n"));
        assertFalse(history.recover(), "there is nothing to recover from");
    }

    @Test
    void shouldGoOnWithWhatIsRestoredFromABackup() throws IOException {
        record("editor", "a", "2\n");
        Path change = folder.resolve("000000000001");
        byte[] good = Files.readAllBytes(change);
        Files.writeString(change, "damaged");
        history = again();
        Files.write(change, good);
        assertTrue(history.recover());
        assertEquals(List.of(1L), numbers());
    }

    @Test
    void shouldNotTakeAHistoryWithoutItsBaseForANewOne() throws IOException {
        record("editor", "a", "2\n");
        Files.delete(folder.resolve("base"));
        history = again();
        assertTrue(history.fault().orElseThrow().startsWith("base is missing"));
    }
}
