package org.scst.runtime.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens on a Unix datagram socket as systemd does, with the C library's functions.
 *
 * <p><i>Threading:</i> confined to the test's thread.
 */
final class FakeSupervisor implements AutoCloseable {
    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECV = function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMSG = function("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;

    private final int socket;

    /** Listens on a path, or on an abstract name that begins with {@code @}. */
    FakeSupervisor(String name) throws Throwable {
        socket = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM, 0);
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        boolean inFileSystem = path[0] == '/';
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2 + path.length + (inFileSystem ? 1 : 0), 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            if (!inFileSystem) {
                address.set(JAVA_BYTE, 2, (byte) 0);
            }
            int bound = (int) BIND.invokeExact(socket, address, (int) address.byteSize());
            assertTrue(bound == 0, "cannot bind " + name);
        }
    }

    /**
     * Takes one datagram with the descriptors that came with it, each told by what it is open for, and closes them.
     *
     * @return text, and then a line for each descriptor; the empty string when there is no datagram
     */
    String taken() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(4096);
            MemorySegment vector = arena.allocate(16, 8);
            vector.set(ADDRESS, 0, text);
            vector.set(JAVA_LONG, 8, text.byteSize());
            MemorySegment control = arena.allocate(1024, 8);
            MemorySegment message = arena.allocate(56, 8);
            message.set(ADDRESS, 16, vector);
            message.set(JAVA_LONG, 24, 1);
            message.set(ADDRESS, 32, control);
            message.set(JAVA_LONG, 40, control.byteSize());
            long length = (long) RECVMSG.invokeExact(socket, message, MSG_DONTWAIT);
            if (length < 0) {
                return "";
            }
            StringBuilder said =
                    new StringBuilder(new String(text.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8));
            long bytes = message.get(JAVA_LONG, 40) == 0 ? 0 : control.get(JAVA_LONG, 0);
            for (long at = 16; at < bytes; at += Integer.BYTES) {
                int descriptor = control.get(JAVA_INT, at);
                said.append('\n').append(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)));
                int closed = (int) CLOSE.invokeExact(descriptor);
                assertTrue(closed == 0);
            }
            return said.toString();
        } catch (Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }

    /** The datagrams that have arrived since the last call; a datagram is there when its sender's call returns. */
    List<String> heard() {
        List<String> heard = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096);
            while (true) {
                long length = (long) RECV.invokeExact(socket, buffer, buffer.byteSize(), MSG_DONTWAIT);
                if (length < 0) {
                    return heard;
                }
                heard.add(new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8));
            }
        } catch (Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }

    @Override
    public void close() {
        try {
            int closed = (int) CLOSE.invokeExact(socket);
            assertTrue(closed == 0);
        } catch (Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }

    @SuppressWarnings("restricted") // the build enables native access for tests
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }
}
