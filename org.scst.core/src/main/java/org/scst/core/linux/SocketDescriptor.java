package org.scst.core.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The descriptor of a connected socket while no channel of anybody's has it: between two owners a connection is a number.
 *
 * <p><i>Threading:</i> immutable; the calls are the kernel's. <i>Ownership:</i> whoever has it closes it, once.
 *
 * @param number of the descriptor, zero or positive
 */
public record SocketDescriptor(int number) {
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int FIRST = 3;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    /** Refuses what is no descriptor. */
    public SocketDescriptor {
        if (number < 0) {
            throw new IllegalArgumentException("descriptor " + number);
        }
    }

    /**
     * A second descriptor of what {@code number} is open for: closing either of them leaves the connection to the other.
     *
     * @throws LinuxException above all EMFILE: too many files are open
     */
    public static SocketDescriptor duplicateOf(int number) throws LinuxException {
        long duplicate = SystemCalls.fcntl(number, F_DUPFD_CLOEXEC, FIRST);
        if (duplicate < 0) {
            throw new LinuxException("fcntl(F_DUPFD_CLOEXEC)", (int) -duplicate, null);
        }
        return new SocketDescriptor((int) duplicate);
    }

    /**
     * Sends without waiting.
     *
     * @return how many of the bytes the socket has taken, maybe none
     * @throws LinuxException when the connection is gone
     */
    public int send(byte[] bytes) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocate(Math.max(bytes.length, 1));
            MemorySegment.copy(bytes, 0, source, ValueLayout.JAVA_BYTE, 0, bytes.length);
            long sent = SystemCalls.send(number, source.address(), bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent == -Errno.EAGAIN) {
                return 0;
            }
            if (sent < 0) {
                throw new LinuxException("send", (int) -sent, null);
            }
            return (int) sent;
        }
    }

    /** Another program in this process does not have it, unless it is told to keep it. */
    public void closeOnExec() throws LinuxException {
        int result = SystemCalls.fcntl(number, F_SETFD, FD_CLOEXEC);
        if (result < 0) {
            throw new LinuxException("fcntl(F_SETFD)", -result, null);
        }
    }

    /** Closes it; the connection ends unless somebody has another descriptor of it. */
    public void close() {
        SystemCalls.close(number);
    }
}
