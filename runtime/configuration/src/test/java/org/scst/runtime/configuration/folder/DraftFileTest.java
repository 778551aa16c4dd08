package org.scst.runtime.configuration.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftFileTest {
    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void nameTarget() {
        target = folder.resolve("kept");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void shouldTakeThePlaceOfTheFileAndLeaveNothingElse() throws IOException {
        Files.writeString(target, "before, and longer");
        try (DraftFile draft = new DraftFile(target, DraftFile.PRIVATE)) {
            draft.append(bytes("af"));
            draft.append(bytes("ter"));
            draft.force();
            assertEquals("before, and longer", Files.readString(target));
            draft.takePlace();
        }
        assertEquals("after", Files.readString(target));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertEquals(List.of(target), files());
    }

    @Test
    void shouldChangeNothingAndTakeNoRoomWhenItIsGivenUp() throws IOException {
        Files.writeString(target, "before");
        try (DraftFile draft = new DraftFile(target, DraftFile.PRIVATE)) {
            draft.append(bytes("after"));
        }
        assertEquals("before", Files.readString(target));
        assertEquals(List.of(target), files());
    }

    @Test
    void shouldTakeNoRoomWhenItCannotTakeItsPlace() throws IOException {
        Files.createDirectories(target.resolve("occupied"));
        assertThrows(IOException.class, () -> {
            try (DraftFile draft = new DraftFile(target, DraftFile.PRIVATE)) {
                draft.append(bytes("after"));
                draft.takePlace();
            }
        });
        assertEquals(List.of(target), files());
    }

    @Test
    void shouldThrowAwayWhatACrashHasLeft() throws IOException {
        Files.writeString(folder.resolve(".kept.new"), "half of an earlier o");
        try (DraftFile draft = new DraftFile(target, DraftFile.PRIVATE)) {
            draft.append(bytes("after"));
            draft.takePlace();
        }
        assertEquals("after", Files.readString(target));
    }
}
