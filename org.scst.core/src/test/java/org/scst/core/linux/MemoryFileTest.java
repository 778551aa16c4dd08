package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
    private static final int SIZE = 1 << 20;

    private static Path entry(MemoryFile file) {
        return Path.of("/proc/self/fd/" + file.descriptor());
    }

    @Test
    void shouldMapZeroedMemoryOnAPage() throws IOException {
        try (MemoryFile file = MemoryFile.create("test", SIZE)) {
            assertEquals(SIZE, file.size());
            assertEquals(0, file.address() % 4096);
            assertEquals(-1, file.memory().mismatch(MemorySegment.ofArray(new byte[SIZE])));
        }
    }

    @Test
    void shouldShowWhatIsInMemoryThroughTheDescriptor() throws IOException {
        try (MemoryFile file = MemoryFile.create("test", SIZE);
                RandomAccessFile other = new RandomAccessFile(entry(file).toFile(), "rw")) {
            file.memory().set(ValueLayout.JAVA_BYTE, 5000, (byte) 42);
            other.seek(5000);
            assertEquals(42, other.read());
            other.seek(6000);
            other.write(43);
            assertEquals(43, file.memory().get(ValueLayout.JAVA_BYTE, 6000));
        }
    }

    @Test
    void shouldNotBeCutOrGrownByWhoeverHasTheDescriptor() throws IOException {
        try (MemoryFile file = MemoryFile.create("test", SIZE);
                RandomAccessFile other = new RandomAccessFile(entry(file).toFile(), "rw")) {
            assertThrows(IOException.class, () -> other.setLength(4096));
            assertThrows(IOException.class, () -> other.setLength(2 * SIZE));
            assertEquals(SIZE, other.length());
        }
    }

    @Test
    void shouldGiveTheMemoryOfADiscardedRangeBack() throws IOException {
        try (MemoryFile file = MemoryFile.create("test", SIZE)) {
            file.memory().fill((byte) 42);
            file.discard(8192, 4096);
            assertEquals(42, file.memory().get(ValueLayout.JAVA_BYTE, 8191));
            assertEquals(0, file.memory().get(ValueLayout.JAVA_BYTE, 8192));
            assertEquals(42, file.memory().get(ValueLayout.JAVA_BYTE, 12288));
        }
    }

    @Test
    void shouldBeNamedInTheListOfMappingsUntilClosed() throws IOException {
        String name = "scst-mapping-test";
        MemoryFile file = MemoryFile.create(name, SIZE);
        assertTrue(Files.readString(Path.of("/proc/self/maps")).contains(name));
        file.close();
        assertFalse(Files.readString(Path.of("/proc/self/maps")).contains(name));
    }

    @Test
    void shouldRefuseAccessAfterClose() throws IOException {
        MemoryFile file = MemoryFile.create("test", SIZE);
        MemorySegment memory = file.memory();
        file.close();
        file.close();
        assertThrows(IllegalStateException.class, () -> memory.get(ValueLayout.JAVA_BYTE, 0));
        assertThrows(IllegalStateException.class, file::descriptor);
    }

    @Test
    void shouldRefuseSizesThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> MemoryFile.create("test", 0));
    }

    @Test
    void shouldSayWhichCallFailedWhenThereIsNoSuchMemory() {
        LinuxException failed = assertThrows(LinuxException.class, () -> MemoryFile.create("test", Long.MAX_VALUE));
        assertTrue(failed.getMessage().matches("(ftruncate|mmap): .*"), failed.getMessage());
    }
}
