package org.scst.core.internal.kept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTextTest {
    @TempDir
    Path folder;

    private Path path;
    private KeptText text;

    @BeforeEach
    void nameAFile() {
        path = folder.resolve("deeper").resolve("text");
        text = new KeptText(path, "test 1");
    }

    private KeptText again() {
        return new KeptText(path, "test 1");
    }

    @Test
    void shouldHaveNothingBeforeTheFirstWrite() throws IOException {
        assertNull(text.read());
    }

    @Test
    void shouldReadWhatWasWrittenLast() throws IOException {
        text.write("one\n");
        text.write("two, ä\nthree\n");
        assertEquals("two, ä\nthree\n", again().read());
        text.write("");
        assertEquals("", again().read());
    }

    @Test
    void shouldHaveNothingOnceItIsDeleted() throws IOException {
        text.write("one\n");
        text.delete();
        assertNull(again().read());
        text.delete();
        assertFalse(Files.exists(path));
    }

    @Test
    void shouldSayThatItIsDamagedWhereverItIsCut() throws IOException {
        text.write("generation 7\nregistrant\n");
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThrows(DamagedTextException.class, again()::read, "cut at " + length);
        }
    }

    @Test
    void shouldSayThatItIsDamagedWhereverABitIsFlipped() throws IOException {
        text.write("generation 7\nregistrant\n");
        byte[] whole = Files.readAllBytes(path);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(path, damaged);
            assertThrows(DamagedTextException.class, again()::read, "bit " + bit);
        }
    }

    @Test
    void shouldStillBeTheOldWhereverTheWriteOfTheNewWasCut() throws IOException {
        text.write("new\n");
        byte[] next = Files.readAllBytes(path);
        text.write("old\n");
        for (int length = 0; length <= next.length; length++) {
            Files.write(path.resolveSibling("text.new"), Arrays.copyOf(next, length));
            assertEquals("old\n", again().read(), "cut at " + length);
        }
        again().write("newest\n");
        assertEquals("newest\n", again().read());
    }

    @Test
    void shouldRefuseAnotherKindOrVersion() throws IOException {
        text.write("one\n");
        assertThrows(DamagedTextException.class, () -> new KeptText(path, "test 2").read());
    }
}
