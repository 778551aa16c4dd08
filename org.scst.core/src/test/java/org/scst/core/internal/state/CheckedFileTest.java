package org.scst.core.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedFileTest {
    @TempDir
    private Path folder;

    private CheckedFile file;

    @BeforeEach
    void nameFile() {
        file = new CheckedFile(folder.resolve("state/kept"), "scst-test 1");
    }

    @Test
    void shouldReadWhatWasWrittenLastAndLeaveNothingElse() throws IOException {
        file.write("first\n");
        file.write("zweitens: ü\n\n");
        assertEquals(Optional.of("zweitens: ü\n\n"), file.read());
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            assertEquals(List.of(file.path()), files.toList());
        }
    }

    @Test
    void shouldKeepTheFormatOnTheMedium() throws IOException {
        file.write("a=b\n");
        assertEquals("scst-test 1 b7b219fc\na=b\n", Files.readString(file.path()));
    }

    @Test
    void shouldFindEveryTruncationAndEveryChangedByte() throws IOException {
        file.write("a=b\nc=d\n");
        byte[] whole = Files.readAllBytes(file.path());
        for (int i = 0; i < whole.length; i++) {
            Files.write(file.path(), Arrays.copyOf(whole, i));
            assertEquals(Optional.empty(), file.read(), "cut to " + i);
            byte[] changed = whole.clone();
            changed[i] ^= (byte) 0x80;
            Files.write(file.path(), changed);
            assertEquals(Optional.empty(), file.read(), "changed at " + i);
        }
    }

    @Test
    void shouldRefuseAnotherFormat() throws IOException {
        file.write("a=b\n");
        assertEquals(Optional.empty(), new CheckedFile(file.path(), "scst-test 2").read());
    }

    @Test
    void shouldTellAMissingFileFromADamagedOne() throws IOException {
        assertThrows(NoSuchFileException.class, file::read);
        file.write("");
        file.delete();
        assertThrows(NoSuchFileException.class, file::read);
    }
}
