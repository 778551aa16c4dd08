package org.scst.runtime.configuration.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWriterTest {
    private static final String FILE = "org.scst.vdisk-a.cfg";

    @TempDir
    private Path temporary;

    private Path folder;
    private Path historyFolder;
    private FolderWriter writer;
    private Instant now = Instant.parse("2026-11-23T22:15:00Z");

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectory(temporary.resolve("etc"));
        historyFolder = temporary.resolve("state/history");
        writer = new FolderWriter(folder, new History(historyFolder, () -> now));
    }

    private static Optional<byte[]> bytes(String content) {
        return Optional.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldCreateAFileThatOthersCannotRead() throws IOException {
        writer.write(FILE, Optional.empty(), bytes("a = 1\n"));
        assertEquals("a = 1\n", Files.readString(folder.resolve(FILE)));
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(FILE)));
        assertTrue(mode.startsWith("rw-") && mode.endsWith("---"), mode);
        assertEquals(List.of(FILE), names(folder));
    }

    @Test
    void shouldKeepModeOwnerAndGroup() throws IOException {
        Path file = Files.writeString(folder.resolve(FILE), "a = 1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        Object owner = Files.getAttribute(file, "unix:uid");
        Object group = Files.getAttribute(file, "unix:gid");
        writer.write(FILE, bytes("a = 1\n"), bytes("a = 2\n"));
        assertEquals("rw-rw-r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(owner, Files.getAttribute(file, "unix:uid"));
        assertEquals(group, Files.getAttribute(file, "unix:gid"));
        assertEquals("a = 2\n", Files.readString(file));
    }

    @Test
    void shouldKeepTheFormerVersion() throws IOException {
        Files.writeString(folder.resolve(FILE), "a = 1\n");
        writer.write(FILE, bytes("a = 1\n"), bytes("a = 2\n"));
        now = now.plusNanos(1);
        writer.write(FILE, bytes("a = 2\n"), Optional.empty());
        List<String> versions = names(historyFolder.resolve(FILE));
        assertEquals(List.of("20261123-221500.000000000", "20261123-221500.000000001"), versions);
        assertEquals("a = 2\n", Files.readString(historyFolder.resolve(FILE).resolve(versions.getLast())));
        assertFalse(Files.exists(folder.resolve(FILE)));
    }

    @Test
    void shouldKeepTwentyVersionsAtMost() throws IOException {
        Files.writeString(folder.resolve(FILE), "a = 0\n");
        for (int i = 0; i < 25; i++) {
            now = now.plusSeconds(1);
            writer.write(FILE, bytes("a = " + i + "\n"), bytes("a = " + (i + 1) + "\n"));
        }
        List<String> versions = names(historyFolder.resolve(FILE));
        assertEquals(20, versions.size());
        assertEquals("a = 24\n", Files.readString(historyFolder.resolve(FILE).resolve(versions.getLast())));
    }

    @Test
    void shouldRefuseWhenTheFileIsNotWhatItWas() throws IOException {
        Files.writeString(folder.resolve(FILE), "a = other\n");
        assertThrows(ChangedMeanwhileException.class, () -> writer.write(FILE, bytes("a = 1\n"), bytes("a = 2\n")));
        assertThrows(ChangedMeanwhileException.class, () -> writer.write(FILE, bytes("a = 1\n"), Optional.empty()));
        assertThrows(ChangedMeanwhileException.class, () -> writer.write(FILE, Optional.empty(), bytes("a = 2\n")));
        assertEquals("a = other\n", Files.readString(folder.resolve(FILE)));
        assertEquals(List.of(FILE), names(folder));
    }

    @Test
    void shouldWriteThroughASymbolicLink() throws IOException {
        Path real = Files.writeString(temporary.resolve("real"), "a = 1\n");
        Files.createSymbolicLink(folder.resolve(FILE), real);
        writer.write(FILE, bytes("a = 1\n"), bytes("a = 2\n"));
        assertTrue(Files.isSymbolicLink(folder.resolve(FILE)));
        assertEquals("a = 2\n", Files.readString(real));
    }

    @Test
    void shouldSayThatAFileIsNotThere() throws IOException {
        assertEquals(Optional.empty(), writer.read(FILE));
    }
}
