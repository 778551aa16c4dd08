package org.scst.core.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A socket of this machine that keeps messages apart ({@code AF_UNIX}, {@code SOCK_SEQPACKET}) and can carry descriptors with them,
 * which the JDK's channels cannot. Its calls wait (but {@link #offer}), where those of {@link UnixSocket}, for streams, do not.
 *
 * <p><i>Threading:</i> one thread receives or accepts and another may send; {@link #shutdown} may be called by any and ends their
 * waits. <i>Ownership:</i> whoever has it closes it, once, when no thread is in a call of it: the number may be another file's
 * afterwards.
 */
public final class LocalSocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SHUT_RDWR = 2;
    private static final int PATH_OFFSET = 2;
    private static final int LONGEST_PATH = 107;
    private static final int ADDRESS_SIZE = 110;
    private static final int CREDENTIALS_SIZE = 12;
    private static final long NANOS_PER_MILLISECOND = 1_000_000L;

    private final int number;

    /** Who is at the other end, as the kernel saw it when it connected. */
    public record Peer(int process, int user, int group) {}

    private LocalSocket(int number) {
        this.number = number;
    }

    /**
     * Listens at a path that does not exist.
     *
     * @param backlog connections that wait to be accepted
     */
    public static LocalSocket listen(Path path, int backlog) throws LinuxException {
        LocalSocket socket = create(path);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, path);
            socket.check("bind", DescriptorCalls.bind(socket.number, address.address(), ADDRESS_SIZE), path);
            socket.check("listen", DescriptorCalls.listen(socket.number, backlog), path);
            return socket;
        }
    }

    /** Connects to who listens there. */
    public static LocalSocket connect(Path path) throws LinuxException {
        LocalSocket socket = create(path);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, path);
            socket.check("connect", DescriptorCalls.connect(socket.number, address.address(), ADDRESS_SIZE), path);
            return socket;
        }
    }

    private static LocalSocket create(Path path) throws LinuxException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new LinuxException("bind", Errno.ENAMETOOLONG, path);
        }
        int number = DescriptorCalls.socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC);
        if (number < 0) {
            throw new LinuxException("socket", -number, path);
        }
        return new LocalSocket(number);
    }

    private static MemorySegment address(Arena arena, Path path) {
        MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, PATH_OFFSET, bytes.length);
        return address;
    }

    private void check(String call, int result, Path path) throws LinuxException {
        if (result < 0) {
            close();
            throw new LinuxException(call, -result, path);
        }
    }

    /** Waits for the next connection. */
    public LocalSocket accept() throws LinuxException {
        int accepted;
        do {
            accepted = DescriptorCalls.accept4(number, SOCK_CLOEXEC);
        } while (accepted == -Errno.EINTR);
        if (accepted < 0) {
            throw new LinuxException("accept", -accepted, null);
        }
        return new LocalSocket(accepted);
    }

    /** Who connected. */
    public Peer peer() throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment credentials = arena.allocate(CREDENTIALS_SIZE, 4);
            MemorySegment length = arena.allocate(4, 4);
            length.set(JAVA_INT, 0, CREDENTIALS_SIZE);
            int result = DescriptorCalls.getsockopt(
                    number, SOL_SOCKET, SO_PEERCRED, credentials.address(), length.address());
            if (result < 0) {
                throw new LinuxException("getsockopt(SO_PEERCRED)", -result, null);
            }
            return new Peer(credentials.get(JAVA_INT, 0), credentials.get(JAVA_INT, 4), credentials.get(JAVA_INT, 8));
        }
    }

    /**
     * Sends one message.
     *
     * @param descriptors go along; they stay the caller's, the receiver gets its own
     */
    public void send(byte[] bytes, int... descriptors) throws LinuxException {
        SocketMessage.send(number, bytes, descriptors);
    }

    /**
     * Sends one message if there is room for it now.
     *
     * @return whether it was sent
     */
    public boolean offer(byte[] bytes) throws LinuxException {
        return SocketMessage.offer(number, bytes);
    }

    /**
     * Waits for one message.
     *
     * @param most bytes that are taken, the rest of a longer message is lost
     * @return {@code null} at the end of the connection, and for an empty message, which cannot be told from that
     */
    public SocketMessage receive(int most) throws LinuxException {
        return SocketMessage.receive(number, most);
    }

    /**
     * Waits until something is to be received, the other end has gone, or time is up.
     *
     * @param milliseconds below zero for no limit
     * @return whether {@link #receive} returns at once
     */
    public boolean awaitMessage(int milliseconds) {
        return DescriptorCalls.readable(number, milliseconds < 0 ? -1 : milliseconds * NANOS_PER_MILLISECOND);
    }

    /** Ends the connection, and the waits of whoever is in a call of it. */
    public void shutdown() {
        DescriptorCalls.shutdown(number, SHUT_RDWR);
    }

    /** Lets go of the descriptor. */
    public void close() {
        SystemCalls.close(number);
    }

    /** The descriptor, valid until {@link #close}. */
    public int number() {
        return number;
    }
}
