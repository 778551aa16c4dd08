package org.scst.core.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * A message of a {@link LocalSocket}, with the descriptors that came along ({@code SCM_RIGHTS}). Layouts: {@code msghdr},
 * {@code iovec} and {@code cmsghdr} of 64-bit Linux.
 *
 * <p><i>Threading:</i> immutable. <i>Ownership:</i> the descriptors are the receiver's, who closes them.
 *
 * @param bytes its content
 * @param descriptors new ones of this process, in the sender's order
 */
@SuppressWarnings("ArrayRecordComponent") // two arrays that are handed over, never compared
public record SocketMessage(byte[] bytes, int[] descriptors) {
    /** Most descriptors that go with one message. */
    public static final int MOST_DESCRIPTORS = 64;

    private static final int HEADER_SIZE = 56;
    private static final int VECTOR_OFFSET = 16;
    private static final int VECTORS_OFFSET = 24;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_LENGTH_OFFSET = 40;
    private static final int CONTROL_HEADER = 16;
    private static final int LEVEL_OFFSET = 8;
    private static final int TYPE_OFFSET = 12;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    static void send(int socket, byte[] bytes, int... descriptors) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(Math.max(bytes.length, 1));
            MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
            MemorySegment header = header(arena, data, bytes.length);
            if (descriptors.length > 0) {
                header.set(
                        JAVA_LONG, CONTROL_OFFSET, control(arena, descriptors).address());
                header.set(JAVA_LONG, CONTROL_LENGTH_OFFSET, aligned(controlLength(descriptors.length)));
            }
            int sent;
            do {
                sent = DescriptorCalls.sendmsg(socket, header.address(), MSG_NOSIGNAL);
            } while (sent == -Errno.EINTR);
            if (sent < 0) {
                throw new LinuxException("sendmsg", -sent, null);
            }
        }
    }

    /** Whether it has gone; {@code false} without room for it. */
    static boolean offer(int socket, byte... bytes) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(Math.max(bytes.length, 1));
            MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
            MemorySegment header = header(arena, data, bytes.length);
            int sent;
            do {
                sent = DescriptorCalls.sendmsg(socket, header.address(), MSG_NOSIGNAL | MSG_DONTWAIT);
            } while (sent == -Errno.EINTR);
            if (sent < 0 && sent != -Errno.EAGAIN) {
                throw new LinuxException("sendmsg", -sent, null);
            }
            return sent >= 0;
        }
    }

    static SocketMessage receive(int socket, int most) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(most);
            MemorySegment header = header(arena, data, most);
            int room = aligned(controlLength(MOST_DESCRIPTORS));
            MemorySegment control = arena.allocate(room, 8);
            header.set(JAVA_LONG, CONTROL_OFFSET, control.address());
            int received;
            do {
                header.set(JAVA_LONG, CONTROL_LENGTH_OFFSET, room);
                received = DescriptorCalls.recvmsg(socket, header.address(), MSG_CMSG_CLOEXEC);
            } while (received == -Errno.EINTR);
            if (received < 0) {
                throw new LinuxException("recvmsg", -received, null);
            }
            int[] descriptors = descriptors(control, header.get(JAVA_LONG, CONTROL_LENGTH_OFFSET));
            if (received == 0) {
                // The end; or an empty message, which looks the same but for what may come along with it.
                IntStream.of(descriptors).forEach(SystemCalls::close);
                return null;
            }
            return new SocketMessage(copy(data, received), descriptors);
        }
    }

    private static MemorySegment header(Arena arena, MemorySegment data, int length) {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(JAVA_LONG, 0, data.address());
        vector.set(JAVA_LONG, Long.BYTES, length);
        MemorySegment header = arena.allocate(HEADER_SIZE, 8);
        header.set(JAVA_LONG, VECTOR_OFFSET, vector.address());
        header.set(JAVA_LONG, VECTORS_OFFSET, 1);
        return header;
    }

    private static MemorySegment control(Arena arena, int... descriptors) {
        MemorySegment control = arena.allocate(aligned(controlLength(descriptors.length)), 8);
        control.set(JAVA_LONG, 0, controlLength(descriptors.length));
        control.set(JAVA_INT, LEVEL_OFFSET, SOL_SOCKET);
        control.set(JAVA_INT, TYPE_OFFSET, SCM_RIGHTS);
        MemorySegment.copy(descriptors, 0, control, JAVA_INT, CONTROL_HEADER, descriptors.length);
        return control;
    }

    private static int[] descriptors(MemorySegment control, long length) {
        boolean rights = length >= CONTROL_HEADER
                && control.get(JAVA_INT, LEVEL_OFFSET) == SOL_SOCKET
                && control.get(JAVA_INT, TYPE_OFFSET) == SCM_RIGHTS;
        int count = rights ? (int) (control.get(JAVA_LONG, 0) - CONTROL_HEADER) / Integer.BYTES : 0;
        int[] descriptors = new int[count];
        MemorySegment.copy(control, JAVA_INT, CONTROL_HEADER, descriptors, 0, count);
        return descriptors;
    }

    private static byte[] copy(MemorySegment data, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(data, JAVA_BYTE, 0, bytes, 0, length);
        return bytes;
    }

    private static int controlLength(int descriptors) {
        return CONTROL_HEADER + descriptors * Integer.BYTES;
    }

    private static int aligned(int length) {
        return length + 7 & ~7;
    }
}
