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
    private FolderWriter writer;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectory(temporary.resolve("etc"));
        writer = new FolderWriter(folder);
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
    void shouldDelete() throws IOException {
        Files.writeString(folder.resolve(FILE), "a = 1\n");
        writer.write(FILE, bytes("a = 1\n"), Optional.empty());
        assertFalse(Files.exists(folder.resolve(FILE)));
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
