package org.scst.runtime.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket, which the JDK's channels cannot: to the one that {@code sd_notify(3)} describes.
 *
 * <p>A name that begins with {@code @} is in the abstract name space: its first byte is zero, and nothing ends it.
 *
 * <p><i>Threading:</i> thread-safe; a send does not block. <i>Ownership:</i> opens and closes a descriptor for each datagram,
 * of which there are few.
 */
final class NotifySocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int PATH_OFFSET = 2;
    /** sockaddr_un's, with the zero that ends a path. */
    private static final int PATH_LIMIT = 108;

    static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDMSG = function("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

    private final byte[] path;
    private final String name;

    /**
     * Prepares for an address.
     *
     * @param name an absolute path, or {@code @} and a name in the abstract name space
     * @throws IOException when it is neither, or too long
     */
    NotifySocket(String name) throws IOException {
        this.name = name;
        this.path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length < 2 || (path[0] != '/' && path[0] != '@')) {
            throw new IOException("\"" + name + "\" is neither an absolute path nor an abstract name (@...)");
        }
        if (path.length >= PATH_LIMIT) {
            throw new IOException("\"" + name + "\" is longer than an address of a Unix socket");
        }
    }

    /**
     * Sends one datagram.
     *
     * @param descriptors whose files go with it, at most {@link DescriptorMessage#MOST_DESCRIPTORS}
     */
    void send(String text, int... descriptors) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int socket = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            check(socket, state);
            try {
                MemorySegment message = DescriptorMessage.of(arena, address(arena), text, descriptors);
                check((long) SENDMSG.invokeExact(state, socket, message, MSG_DONTWAIT | MSG_NOSIGNAL), state);
            } finally {
                int ignored = (int) CLOSE.invokeExact(state, socket);
            }
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    private MemorySegment address(Arena arena) {
        boolean inFileSystem = path[0] == '/';
        MemorySegment address =
                arena.allocate(PATH_OFFSET + path.length + (inFileSystem ? 1 : 0), JAVA_SHORT.byteAlignment());
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, JAVA_BYTE, PATH_OFFSET, path.length);
        if (!inFileSystem) {
            address.set(JAVA_BYTE, PATH_OFFSET, (byte) 0);
        }
        return address;
    }

    private void check(long returned, MemorySegment state) throws IOException {
        if (returned < 0) {
            throw new IOException("cannot send to " + name + ": error number " + state.get(JAVA_INT, ERRNO_OFFSET));
        }
    }

    @SuppressWarnings("restricted") // the launcher enables native access for the application
    static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }
}
