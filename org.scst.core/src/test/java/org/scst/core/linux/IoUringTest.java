package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoUringTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Arena arena = Arena.ofConfined();
    private final Map<Long, Integer> answers = new HashMap<>();
    private IoUring ring;
    private LinuxFile file;

    @BeforeEach
    void open() throws IOException {
        try {
            ring = IoUring.create(8);
        } catch (LinuxException e) {
            assumeTrue(false, "this kernel has no io_uring for us: " + e.getMessage());
        }
        file = LinuxFile.open(folder.resolve("file"), OpenFlag.READ_WRITE, OpenFlag.CREATE);
    }

    @AfterEach
    void close() {
        if (ring != null) {
            ring.close();
            file.close();
        }
        arena.close();
    }

    private void awaitAll(int count) {
        while (answers.size() < count) {
            ring.await(1, LIMIT);
            ring.take(answers::put);
        }
    }

    @Test
    void shouldWriteAndReadBackAtTheirPlaces() throws IOException {
        MemorySegment out = arena.allocateFrom("abcdef");
        MemorySegment in = arena.allocate(3);
        assertTrue(ring.write(file.descriptor(), out.address(), 6, 10, 1));
        assertEquals(1, ring.submit());
        awaitAll(1);
        assertTrue(ring.read(file.descriptor(), in.address(), 3, 12, 2));
        ring.submit();
        awaitAll(2);

        assertEquals(Map.of(1L, 6, 2L, 3), answers);
        assertArrayEquals("cde".getBytes(StandardCharsets.US_ASCII), in.toArray(ValueLayout.JAVA_BYTE));
        assertEquals(16, Files.size(folder.resolve("file")));
    }

    @Test
    void shouldGiveErrorsAsNegativeNumbers() {
        assertTrue(ring.read(-1, arena.allocate(1).address(), 1, 0, 5));
        ring.submit();
        awaitAll(1);
        assertEquals(Map.of(5L, -Errno.EBADF), answers);
    }

    @Test
    void shouldTakeNoMoreThanThereIsRoomForUntilTheyAreHandedOver() {
        long address = arena.allocate(1).address();
        for (int i = 0; i < 8; i++) {
            assertTrue(ring.read(file.descriptor(), address, 1, 0, i));
        }
        assertFalse(ring.read(file.descriptor(), address, 1, 0, 8));
        assertEquals(8, ring.submit());
        assertTrue(ring.read(file.descriptor(), address, 1, 0, 8));
        awaitAll(9);
    }

    @Test
    void shouldHandOverWhatWasPutWhileItWaits() {
        assertTrue(ring.read(file.descriptor(), arena.allocate(1).address(), 1, 0, 3));
        awaitAll(1);
        assertEquals(Map.of(3L, 0), answers);
    }

    @Test
    void shouldReturnWhenTimeRunsOut() {
        assertEquals(0, ring.await(1, Duration.ofMillis(1)));
    }

    @Test
    void shouldWaitUntilTimeRunsOutWhenNothingIsUnderWay() {
        long began = System.nanoTime();
        ring.await(1, Duration.ofMillis(20));
        assertTrue(System.nanoTime() - began >= Duration.ofMillis(20).toNanos());
    }

    @Test
    void shouldWaitForAsManyAsItIsTold() {
        long address = arena.allocate(1).address();
        for (int i = 0; i < 4; i++) {
            ring.read(file.descriptor(), address, 1, 0, i);
        }
        assertFalse(ring.answersWait());
        assertEquals(1, ring.await(4, LIMIT));
        assertTrue(ring.answersWait());
        assertEquals(4, ring.take(answers::put));
        assertFalse(ring.answersWait());
    }

    @Test
    void shouldSayThatSomethingIsThereWhenTimeRunsOutForTheRest() {
        ring.read(file.descriptor(), arena.allocate(1).address(), 1, 0, 7);
        assertEquals(1, ring.submit());
        assertEquals(1, ring.await(2, Duration.ofMillis(1)));
        assertEquals(1, ring.take(answers::put));
    }

    @Test
    void shouldWorkForMoreRoundsThanTheQueuesAreLong() throws IOException {
        MemorySegment memory = arena.allocate(8);
        for (long i = 0; i < 100; i++) {
            memory.set(ValueLayout.JAVA_LONG, 0, i);
            assertTrue(ring.write(file.descriptor(), memory.address(), 8, i * 8, i));
            ring.submit();
            awaitAll((int) i + 1);
        }
        assertEquals(800, Files.size(folder.resolve("file")));
    }
}
