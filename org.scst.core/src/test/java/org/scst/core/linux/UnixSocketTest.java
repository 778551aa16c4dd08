package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    @TempDir
    private Path folder;

    /** Two ends of a connection. */
    private record Pair(Descriptor one, Descriptor other) implements AutoCloseable {
        @Override
        public void close() {
            one.close();
            other.close();
        }
    }

    private Pair pair() throws IOException {
        Path path = folder.resolve("s");
        try (Descriptor listening = UnixSocket.listen(path, 1)) {
            assertNull(UnixSocket.accept(listening), "nobody waits");
            Descriptor one = UnixSocket.connect(path);
            Descriptor other = UnixSocket.accept(listening);
            assertNotNull(other);
            return new Pair(one, other);
        }
    }

    @Test
    void shouldPassDescriptorsAlongWithBytes() throws IOException {
        try (Pair pair = pair();
                Arena arena = Arena.ofConfined();
                MemoryFile file = MemoryFile.create("passed", 4096);
                Descriptor event = Descriptor.event()) {
            MemorySegment bytes = arena.allocate(16);
            bytes.set(ValueLayout.JAVA_LONG, 0, 42);
            List<Descriptor> passed = new ArrayList<>();
            assertEquals(-Errno.EAGAIN, UnixSocket.receive(pair.other(), bytes.address(), 16, passed));
            assertEquals(8, UnixSocket.send(pair.one(), bytes.address(), 8, file.descriptor(), event.number()));
            assertEquals(8, UnixSocket.receive(pair.other(), bytes.address() + 8, 8, passed));
            assertEquals(42, bytes.get(ValueLayout.JAVA_LONG, 8));
            assertEquals(2, passed.size());
            file.memory().set(ValueLayout.JAVA_INT, 100, 7);
            try (SharedMemory mapped = SharedMemory.map(passed.getFirst(), 0, 4096)) {
                assertEquals(7, mapped.memory().get(ValueLayout.JAVA_INT, 100));
            }
            passed.getLast().signal();
            passed.getLast().signal();
            assertEquals(2, event.drain());
            assertEquals(0, event.drain());
            passed.forEach(Descriptor::close);
        }
    }

    @Test
    void shouldCloseWhatCameWhenMoreDescriptorsWereSentThanOneMessageHas() throws IOException {
        try (Pair pair = pair();
                Descriptor event = Descriptor.event();
                Arena arena = Arena.ofConfined()) {
            int[] all = new int[UnixSocket.MAX_DESCRIPTORS + 4];
            Arrays.fill(all, event.number());
            SocketMessage.send(pair.one().number(), new byte[8], all);
            List<Descriptor> passed = new ArrayList<>();
            long into = arena.allocate(8).address();
            long before = events();
            assertThrows(LinuxException.class, () -> UnixSocket.receive(pair.other(), into, 8, passed));
            assertEquals(List.of(), passed);
            assertEquals(before, events());
        }
    }

    private static long events() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(UnixSocketTest::isEvent).count();
        }
    }

    private static boolean isEvent(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().contains("[eventfd]");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void shouldTellTheEndOfAConnection() throws IOException {
        try (Pair pair = pair();
                Arena arena = Arena.ofConfined()) {
            pair.one().close();
            assertEquals(0, UnixSocket.receive(pair.other(), arena.allocate(8).address(), 8, new ArrayList<>()));
            assertTrue(UnixSocket.send(pair.other(), arena.allocate(8).address(), 8) < 0, "without a signal");
            assertThrows(IllegalStateException.class, () -> pair.one().number());
        }
    }

    @Test
    void shouldRefusePathsThatAreTooLongOrTaken() throws IOException {
        Path tooLong = folder.resolve("x".repeat(UnixSocket.MAX_PATH));
        assertEquals(
                Errno.ENAMETOOLONG,
                assertThrows(LinuxException.class, () -> UnixSocket.listen(tooLong, 1))
                        .errno());
        Path path = folder.resolve("s");
        assertEquals(
                Errno.ENOENT,
                assertThrows(LinuxException.class, () -> UnixSocket.connect(path))
                        .errno());
        try (Descriptor listening = UnixSocket.listen(path, 1)) {
            assertThrows(LinuxException.class, () -> UnixSocket.listen(path, 1));
            assertTrue(listening.number() > 2);
        }
    }

    @Test
    void shouldMapNothingThatIsNotThere() throws IOException {
        try (Descriptor event = Descriptor.event()) {
            assertThrows(LinuxException.class, () -> SharedMemory.map(event, 0, 4096));
            assertThrows(LinuxException.class, () -> SharedMemory.map(event, 0, -1));
        }
    }
}
