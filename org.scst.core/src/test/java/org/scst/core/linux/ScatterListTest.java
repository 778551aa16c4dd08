package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScatterListTest {
    private static final int PAGE = 4096;
    private final ScatterList list = new ScatterList();

    @TempDir
    private Path folder;

    @Test
    void shouldMakeOnePieceOfWhatFollowsInMemory() {
        assertTrue(list.add(1000, 24));
        assertTrue(list.add(1024, 8));
        assertTrue(list.add(2000, 8));
        assertEquals(2, list.pieces());
        assertEquals(40, list.length());
        assertEquals(1000, list.address(0));
        assertEquals(32, list.length(0));
        list.clear();
        assertEquals(0, list.pieces());
        assertEquals(0, list.length());
    }

    @Test
    void shouldRefuseMorePiecesAndMoreBytesThanThereCanBe() {
        for (int i = 0; i < LinuxFile.MAX_SCATTER; i++) {
            assertTrue(list.add(16L * i, 8));
        }
        assertFalse(list.add(1 << 20, 8));
        assertEquals(LinuxFile.MAX_SCATTER * 8, list.length());
        assertFalse(list.add(16L * LinuxFile.MAX_SCATTER - 8, Integer.MAX_VALUE));
        assertEquals(LinuxFile.MAX_SCATTER * 8, list.length());
    }

    private LinuxFile file(byte[] content) throws IOException {
        Path path = folder.resolve("file");
        Files.write(path, content);
        return LinuxFile.open(path, OpenFlag.READ_ONLY);
    }

    private static byte[] pattern() {
        byte[] content = new byte[2 * PAGE];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + i / 512);
        }
        return content;
    }

    @Test
    void shouldReadIntoItsPiecesInOrder() throws IOException {
        byte[] content = pattern();
        try (LinuxFile file = file(content);
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(1024);
            list.add(memory.address() + 512, 100);
            list.add(memory.address(), 50);
            assertEquals(150, file.preadv2(list, 1000, 0));
            assertArrayEquals(
                    Arrays.copyOfRange(content, 1000, 1100),
                    memory.asSlice(512, 100).toArray(ValueLayout.JAVA_BYTE));
            assertArrayEquals(
                    Arrays.copyOfRange(content, 1100, 1150),
                    memory.asSlice(0, 50).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void shouldReadLessOrNothingIntoMemoryThatWasCutAway() throws IOException {
        Path path = folder.resolve("shared");
        Files.write(path, new byte[2 * PAGE]);
        try (LinuxFile file = file(pattern());
                LinuxFile shared = LinuxFile.open(path, OpenFlag.READ_WRITE);
                Descriptor opened = Descriptor.open(path, OpenFlag.READ_WRITE);
                SharedMemory mapped = SharedMemory.map(opened, 0, 2 * PAGE)) {
            shared.ftruncate(PAGE);
            list.add(mapped.memory().address(), 2 * PAGE);
            assertTrue(file.preadv2(list, 0, 0) <= PAGE);
            list.clear();
            list.add(mapped.memory().address() + PAGE, PAGE);
            assertEquals(-Errno.EFAULT, file.preadv2(list, 0, 0));
        }
    }
}
