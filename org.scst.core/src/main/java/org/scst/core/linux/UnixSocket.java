package org.scst.core.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Stream sockets of the Unix domain with what the JDK's have not: descriptors that go along with bytes (SCM_RIGHTS). None of them
 * waits.
 *
 * <pre>
 *   struct msghdr    0 name  8 its length  16 vectors  24 their count  32 control  40 its length  48 flags  (56 bytes)
 *   struct cmsghdr   0 length with this header  8 level  12 type  16 descriptors, 4 bytes each
 * </pre>
 *
 * <p><i>Threading:</i> stateless; the calls are the kernel's. <i>Ownership:</i> descriptors that are returned are the caller's.
 */
public final class UnixSocket {
    /** Most descriptors that come with one message. */
    public static final int MAX_DESCRIPTORS = 16;

    /** Most bytes of a path. */
    public static final int MAX_PATH = 107;

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_NONBLOCK_CLOEXEC = 0x80801;
    private static final int ACCEPT_FLAGS = 0x80800;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int VECTOR_OFFSET = 64;
    private static final int CONTROL_OFFSET = 80;
    private static final int HEADER_SIZE = 16;
    private static final int CONTROL_SIZE = HEADER_SIZE + MAX_DESCRIPTORS * Integer.BYTES;

    private UnixSocket() {}

    /**
     * Listens on a path, which must not be there.
     *
     * @throws LinuxException above all EADDRINUSE as error 98
     */
    public static Descriptor listen(Path path, int backlog) throws LinuxException {
        Descriptor socket = socket();
        try {
            int bound = withName(path, (name, length) -> DescriptorCalls.bind(socket.number(), name, length));
            check("bind", bound, path);
            check("listen", DescriptorCalls.listen(socket.number(), backlog), path);
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects to whoever listens on a path. */
    public static Descriptor connect(Path path) throws LinuxException {
        Descriptor socket = socket();
        int result = withName(path, (name, length) -> DescriptorCalls.connect(socket.number(), name, length));
        if (result < 0) {
            socket.close();
        }
        check("connect", result, path);
        return socket;
    }

    /** The next connection; {@code null} when none waits. */
    public static Descriptor accept(Descriptor listening) throws LinuxException {
        int fd = DescriptorCalls.accept4(listening.number(), ACCEPT_FLAGS);
        if (fd == -Errno.EAGAIN) {
            return null;
        }
        check("accept4", fd, null);
        return new Descriptor(fd);
    }

    /**
     * Receives bytes, and the descriptors that came with them.
     *
     * @param descriptors receives them
     * @return bytes, 0 when the peer has closed, or a negative error number, EAGAIN when there are none
     * @throws LinuxException when more than {@link #MAX_DESCRIPTORS} came, or more than this process may have: some are lost, and
     *     those that are not are closed
     */
    public static int receive(Descriptor socket, long address, int length, List<Descriptor> descriptors)
            throws LinuxException {
        MemorySegment message = message(address, length, CONTROL_SIZE);
        int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
        int result;
        do {
            result = DescriptorCalls.recvmsg(socket.number(), message.address(), flags);
        } while (result == -Errno.EINTR);
        if (result < 0) {
            return result;
        }
        List<Descriptor> passed = descriptors(message);
        if ((message.get(ValueLayout.JAVA_INT, 48) & MSG_CTRUNC) != 0) {
            passed.forEach(Descriptor::close);
            throw new LinuxException("recvmsg(SCM_RIGHTS)", Errno.EMFILE, null);
        }
        descriptors.addAll(passed);
        return result;
    }

    private static List<Descriptor> descriptors(MemorySegment message) {
        long control = message.get(ValueLayout.JAVA_LONG, 40);
        if (control < HEADER_SIZE
                || message.get(ValueLayout.JAVA_INT, CONTROL_OFFSET + 8) != SOL_SOCKET
                || message.get(ValueLayout.JAVA_INT, CONTROL_OFFSET + 12) != SCM_RIGHTS) {
            return List.of();
        }
        List<Descriptor> passed = new ArrayList<>();
        long end = Math.min(control, message.get(ValueLayout.JAVA_LONG, CONTROL_OFFSET));
        for (long at = HEADER_SIZE; at + Integer.BYTES <= end; at += Integer.BYTES) {
            passed.add(new Descriptor(message.get(ValueLayout.JAVA_INT, CONTROL_OFFSET + at)));
        }
        return passed;
    }

    /**
     * Sends bytes, and descriptors with the first of them.
     *
     * @param numbers of descriptors, which stay the caller's
     * @return bytes taken, or a negative error number
     */
    public static int send(Descriptor socket, long address, int length, int... numbers) {
        if (numbers.length > MAX_DESCRIPTORS) {
            throw new IllegalArgumentException(numbers.length + " descriptors in one message");
        }
        int control = numbers.length == 0 ? 0 : HEADER_SIZE + numbers.length * Integer.BYTES;
        MemorySegment message = message(address, length, control);
        if (control > 0) {
            message.set(ValueLayout.JAVA_LONG, CONTROL_OFFSET, control);
            message.set(ValueLayout.JAVA_INT, CONTROL_OFFSET + 8, SOL_SOCKET);
            message.set(ValueLayout.JAVA_INT, CONTROL_OFFSET + 12, SCM_RIGHTS);
            for (int i = 0; i < numbers.length; i++) {
                message.set(ValueLayout.JAVA_INT, CONTROL_OFFSET + HEADER_SIZE + i * Integer.BYTES, numbers[i]);
            }
        }
        int result;
        do {
            result = DescriptorCalls.sendmsg(socket.number(), message.address(), MSG_DONTWAIT | MSG_NOSIGNAL);
        } while (result == -Errno.EINTR);
        return result;
    }

    private static MemorySegment message(long address, int length, int control) {
        MemorySegment message = Scratch.structure(Scratch.ofThread());
        message.asSlice(0, CONTROL_OFFSET + CONTROL_SIZE).fill((byte) 0);
        message.set(ValueLayout.JAVA_LONG, 16, message.address() + VECTOR_OFFSET);
        message.set(ValueLayout.JAVA_LONG, 24, 1);
        message.set(ValueLayout.JAVA_LONG, VECTOR_OFFSET, address);
        message.set(ValueLayout.JAVA_LONG, VECTOR_OFFSET + 8, length);
        if (control > 0) {
            message.set(ValueLayout.JAVA_LONG, 32, message.address() + CONTROL_OFFSET);
            // Space, not length: the kernel wants whole words.
            message.set(ValueLayout.JAVA_LONG, 40, control + 7 & ~7);
        }
        return message;
    }

    private static Descriptor socket() throws LinuxException {
        int fd = DescriptorCalls.socket(AF_UNIX, SOCK_STREAM_NONBLOCK_CLOEXEC);
        check("socket", fd, null);
        return new Descriptor(fd);
    }

    private static int withName(Path path, Named call) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_PATH) {
            return -Errno.ENAMETOOLONG;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(Short.BYTES + MAX_PATH + 1, Short.BYTES);
            name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, Short.BYTES, bytes.length);
            return call.apply(name.address(), Short.BYTES + bytes.length + 1);
        }
    }

    private static void check(String call, int result, Path path) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(call, -result, path);
        }
    }

    private interface Named {
        int apply(long name, int length);
    }
}
