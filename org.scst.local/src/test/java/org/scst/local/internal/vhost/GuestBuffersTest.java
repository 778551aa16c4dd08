package org.scst.local.internal.vhost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.ScatterList;
import org.scst.testkit.MemoryOfOthers;

class GuestBuffersTest {
    private final GuestBuffers buffers = new GuestBuffers();
    private final ScatterList list = new ScatterList();

    @Test
    void shouldNameTheMemoryOfARangeOverItsPieces() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4096);
            buffers.add(memory.asSlice(3000, 100));
            buffers.add(memory.asSlice(0, 100));
            buffers.add(memory.asSlice(500, 100));
            byte[] bytes = new byte[300];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
            buffers.write(0, bytes);

            assertTrue(buffers.list(150, 100, list));
            assertEquals(2, list.pieces());
            assertArrayEquals(Arrays.copyOfRange(bytes, 150, 250), MemoryOfOthers.read(list));

            list.clear();
            assertTrue(buffers.after(100).list(100, 100, list));
            assertEquals(1, list.pieces());
            assertArrayEquals(Arrays.copyOfRange(bytes, 200, 300), MemoryOfOthers.read(list));
        }
    }

    @Test
    void shouldNameNothingBeyondItsEndOrInMorePiecesThanAListHas() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(2048);
            for (int i = 0; i <= LinuxFile.MAX_SCATTER; i++) {
                buffers.add(memory.asSlice(16L * i, 8));
            }
            int most = 8 * LinuxFile.MAX_SCATTER;
            assertFalse(buffers.list(16, most, list));
            list.clear();
            assertFalse(buffers.list(0, most + 8, list));
            list.clear();
            assertTrue(buffers.list(8, most, list));
            assertEquals(most, list.length());
        }
    }
}
