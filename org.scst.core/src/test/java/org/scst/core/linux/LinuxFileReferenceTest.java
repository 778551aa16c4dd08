package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileReferenceTest {

    @TempDir
    Path folder;

    private LinuxFile open() throws IOException {
        return LinuxFile.open(folder.resolve("store"), OpenFlag.READ_WRITE, OpenFlag.CREATE);
    }

    private static boolean isOpen(int descriptor, Path path) throws IOException {
        Path entry = Path.of("/proc/self/fd/" + descriptor);
        return Files.isSymbolicLink(entry) && Files.readSymbolicLink(entry).equals(path);
    }

    @Test
    void shouldStayOpenForAsLongAsSomebodyHoldsAReference() throws IOException {
        LinuxFile file = open();
        int descriptor = file.descriptor();
        file.retain();
        file.close();
        assertTrue(isOpen(descriptor, file.path()));
        assertEquals(descriptor, file.descriptor());
        assertTrue(file.release());
        assertFalse(isOpen(descriptor, file.path()));
    }

    @Test
    void shouldGiveUpTheOpenersReferenceOnlyOnce() throws IOException {
        LinuxFile file = open().retain();
        file.close();
        file.close();
        assertTrue(isOpen(file.descriptor(), file.path()));
        assertTrue(file.release());
    }

    @Test
    void shouldRefuseEveryUseAfterTheLastReference() throws IOException {
        LinuxFile file = open();
        file.close();
        assertThrows(IllegalStateException.class, file::retain);
        assertThrows(IllegalStateException.class, file::release);
        assertThrows(IllegalStateException.class, file::descriptor);
        assertThrows(IllegalStateException.class, file::status);
        assertThrows(IllegalStateException.class, file::fdatasync);
        assertThrows(IllegalStateException.class, () -> file.preadv2(0, 0, 0, 0));
        assertThrows(IllegalStateException.class, () -> file.pwritev2(new long[1], new int[1], 1, 0, 0));
        assertTrue(file.toString().endsWith("closed)"));
    }

    @Test
    void shouldNotBeRevivedByAReleaseTooMany() throws IOException {
        LinuxFile file = open();
        file.close();
        assertThrows(IllegalStateException.class, file::release);
        assertThrows(IllegalStateException.class, file::retain);
    }
}
