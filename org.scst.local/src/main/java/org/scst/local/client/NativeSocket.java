package org.scst.local.client;

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
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A stream socket of the Unix domain that takes a descriptor along with bytes, which the JDK's do not; and what maps it.
 *
 * <pre>
 *   struct msghdr    16 vectors  24 their count  32 control  40 its length  (56 bytes)
 *   struct cmsghdr   0 length  8 level  12 type  16 descriptor
 * </pre>
 *
 * <p><i>Threading:</i> one thread receives, one sends; {@link #shutdown} from any. {@link #close} belongs to the one that receives.
 */
@SuppressWarnings("restricted") // what the JDK does not have is the C library's
final class NativeSocket {
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_VALUE =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CONNECT = function("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND = function("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMSG = function("recvmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SHUTDOWN = function("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle MMAP =
            function("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle STRERROR = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("strerror"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

    private static final int MAX_PATH = 107;
    private static final int MAX_TEXT = 256;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 0x80001;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SHUT_RDWR = 2;
    private static final int EINTR = 4;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int VECTOR = 56;
    private static final int CONTROL = 72;
    private static final int CONTROL_LENGTH = 24;

    private final int number;
    private final MemorySegment message = Arena.ofAuto().allocate(CONTROL + CONTROL_LENGTH, 8);
    private final MemorySegment receiverState = state();
    private final MemorySegment senderState = state();
    private int passed = -1;
    private boolean closed;

    private NativeSocket(int number) {
        this.number = number;
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters), ERRNO);
    }

    private static MemorySegment state() {
        return Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    }

    static NativeSocket connect(Path path) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_PATH) {
            throw new IOException(path + " is too long for a socket: " + MAX_PATH + " bytes at most");
        }
        MemorySegment state = state();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Short.BYTES + MAX_PATH + 1, Short.BYTES);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, JAVA_BYTE, Short.BYTES, name.length);
            int number = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_STREAM_CLOEXEC, 0);
            check("socket", number, state);
            NativeSocket socket = new NativeSocket(number);
            int result = (int) CONNECT.invokeExact(state, number, address.address(), Short.BYTES + name.length + 1);
            if (result < 0) {
                socket.close();
                throw failure(path.toString(), state);
            }
            return socket;
        } catch (IOException e) {
            throw e;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Sends all of it; waits while the peer has no room. */
    void send(MemorySegment bytes) throws IOException {
        long sent = 0;
        try {
            while (sent < bytes.byteSize()) {
                long address = bytes.address() + sent;
                long count =
                        (long) SEND.invokeExact(senderState, number, address, bytes.byteSize() - sent, MSG_NOSIGNAL);
                if (count < 0 && errno(senderState) != EINTR) {
                    throw failure("send", senderState);
                }
                sent += Math.max(count, 0);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /**
     * Fills it; waits for that.
     *
     * @return false at the end of the connection
     */
    boolean receive(MemorySegment into) throws IOException {
        long received = 0;
        try {
            while (received < into.byteSize()) {
                message.fill((byte) 0);
                message.set(JAVA_LONG, 16, message.address() + VECTOR);
                message.set(JAVA_LONG, 24, 1);
                message.set(JAVA_LONG, 32, message.address() + CONTROL);
                message.set(JAVA_LONG, 40, CONTROL_LENGTH);
                message.set(JAVA_LONG, VECTOR, into.address() + received);
                message.set(JAVA_LONG, VECTOR + 8, into.byteSize() - received);
                long count = (long) RECVMSG.invokeExact(receiverState, number, message.address(), MSG_CMSG_CLOEXEC);
                if (count == 0) {
                    return false;
                }
                if (count < 0 && errno(receiverState) != EINTR) {
                    throw failure("recvmsg", receiverState);
                }
                if (count > 0) {
                    take();
                    received += count;
                }
            }
            return true;
        } catch (IOException e) {
            throw e;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** There is room for one, and only one comes. */
    private void take() {
        boolean one = message.get(JAVA_LONG, 40) >= 20
                && message.get(JAVA_INT, CONTROL + 8) == 1
                && message.get(JAVA_INT, CONTROL + 12) == 1;
        if (one) {
            forget();
            passed = message.get(JAVA_INT, CONTROL + 16);
        }
    }

    private void forget() {
        if (passed >= 0) {
            close(passed);
            passed = -1;
        }
    }

    /**
     * Maps the descriptor that has come.
     *
     * @param arena its memory is unmapped with it
     */
    MemorySegment map(long size, Arena arena) throws IOException {
        if (passed < 0) {
            throw new IOException("the platform has sent no memory");
        }
        try {
            long address = (long) MMAP.invokeExact(receiverState, 0L, size, PROT_READ_WRITE, MAP_SHARED, passed, 0L);
            if (address == -1) {
                throw failure("mmap", receiverState);
            }
            return MemorySegment.ofAddress(address).reinterpret(size, arena, NativeSocket::unmap);
        } catch (IOException e) {
            throw e;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        } finally {
            forget();
        }
    }

    private static void unmap(MemorySegment memory) {
        try {
            int result = (int) MUNMAP.invokeExact(state(), memory.address(), memory.byteSize());
            assert result == 0 : "munmap of what was mapped";
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** Whoever sends or receives finds the end. */
    synchronized void shutdown() {
        if (closed) {
            return;
        }
        try {
            // It may have ended already: nothing more is to be done then.
            int ignored = (int) SHUTDOWN.invokeExact(state(), number, SHUT_RDWR);
            assert ignored <= 0;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /** A second call does nothing. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            forget();
            close(number);
        }
    }

    private static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(state(), descriptor);
            assert ignored <= 0;
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }

    private static void check(String call, int result, MemorySegment state) throws IOException {
        if (result < 0) {
            throw failure(call, state);
        }
    }

    private static IOException failure(String what, MemorySegment state) {
        try {
            long text = (long) STRERROR.invokeExact(errno(state));
            return new IOException(what + ": "
                    + MemorySegment.ofAddress(text).reinterpret(MAX_TEXT).getString(0));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    private static RuntimeException impossible(Throwable thrown) {
        if (thrown instanceof RuntimeException runtime) {
            return runtime;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a function of the C library has thrown", thrown);
    }
}
