package org.scst.core.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An open descriptor that is no file on a disk: a socket, an event, what a file system in user space is served through. What would be
 * an ordinary answer of one that does not wait is a negative error number here; all else is a {@link LinuxException}.
 *
 * <p><i>Threading:</i> the calls are the kernel's; {@link #close} belongs to the thread that makes the others, for a call after it may
 * meet another's descriptor of the same number. <i>Ownership:</i> whoever has it closes it.
 */
public final class Descriptor implements AutoCloseable {
    private static final int O_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    private static final long WHEREVER_IT_STANDS = -1;
    private static final int COUNTER_OFFSET = 16;
    private static final String EVENT = "anon_inode:[eventfd]";

    private final int number;
    private boolean closed;

    /** @param number of the descriptor, taken */
    public Descriptor(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("descriptor " + number);
        }
        this.number = number;
    }

    /** Opens a character device. */
    public static Descriptor open(Path path, OpenFlag... flags) throws LinuxException {
        int bits = O_CLOEXEC;
        for (OpenFlag flag : flags) {
            bits |= flag.bits();
        }
        try (Arena arena = Arena.ofConfined()) {
            int fd = SystemCalls.open(arena.allocateFrom(path.toString()).address(), bits, 0);
            if (fd < 0) {
                throw new LinuxException("open", -fd, path);
            }
            return new Descriptor(fd);
        }
    }

    /** A counter that wakes who waits for it ({@code eventfd(2)}); nobody is waited for. */
    public static Descriptor event() throws LinuxException {
        int fd = DescriptorCalls.eventfd(EFD_NONBLOCK_CLOEXEC);
        if (fd < 0) {
            throw new LinuxException("eventfd", -fd, null);
        }
        return new Descriptor(fd);
    }

    /** Whether it is an event ({@link #event}), of whichever process; not when {@code /proc} does not say. */
    public boolean isEvent() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number()))
                    .toString()
                    .equals(EVENT);
        } catch (IOException e) {
            return false;
        }
    }

    /** Its number, for calls that this class does not have. */
    public int number() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        return number;
    }

    /** What it is open for. */
    public FileStatus status() throws LinuxException {
        MemorySegment statx = Scratch.structure(Scratch.ofThread());
        // The empty path stands behind the structure.
        statx.set(ValueLayout.JAVA_BYTE, StatxLayout.SIZE, (byte) 0);
        long buffer = statx.address();
        int result = SystemCalls.statx(number(), buffer + StatxLayout.SIZE, buffer);
        if (result < 0) {
            throw new LinuxException("statx", -result, null);
        }
        return StatxLayout.read(statx);
    }

    /** Its calls wait no more, nor do those of everybody else who has it open by the same {@code open(2)}. */
    public void neverWaits() throws LinuxException {
        int flags = SystemCalls.fcntl(number(), F_GETFL, 0);
        int result = flags < 0 ? flags : SystemCalls.fcntl(number(), F_SETFL, flags | O_NONBLOCK);
        if (result < 0) {
            throw new LinuxException("fcntl(O_NONBLOCK)", -result, null);
        }
    }

    /**
     * Reads once.
     *
     * @return bytes read, 0 at the end, or a negative error number
     */
    public int read(long address, int length) {
        int result;
        do {
            result = DescriptorCalls.read(number(), address, length);
        } while (result == -Errno.EINTR);
        return result;
    }

    /**
     * Writes once.
     *
     * @return bytes written, or a negative error number
     */
    public int write(long address, int length) {
        int result;
        do {
            result = DescriptorCalls.write(number(), address, length);
        } while (result == -Errno.EINTR);
        return result;
    }

    /**
     * Writes several pieces as one.
     *
     * @param count of them, 1 to {@link LinuxFile#MAX_SCATTER}
     * @return bytes written, or a negative error number
     */
    public int write(long[] addresses, int[] lengths, int count) {
        if (count < 1 || count > LinuxFile.MAX_SCATTER) {
            throw new IllegalArgumentException("scatter list of " + count + " entries");
        }
        MemorySegment scratch = Scratch.ofThread();
        for (int i = 0; i < count; i++) {
            Scratch.vector(scratch, i, addresses[i], lengths[i]);
        }
        int result;
        do {
            result = DescriptorCalls.writev(scratch, number(), count);
        } while (result == -Errno.EINTR);
        return result;
    }

    /** Adds one to an event's counter; one that is full wakes its reader as well. */
    public void signal() {
        MemorySegment one = Scratch.structure(Scratch.ofThread());
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        write(one.address(), Long.BYTES);
    }

    /**
     * Takes an event's counter back to zero, without waiting, whatever others who have it open may have made of its flags.
     *
     * @return what it was, 0 if nobody had signalled
     */
    public long drain() {
        MemorySegment scratch = Scratch.ofThread();
        MemorySegment counter = Scratch.structure(scratch).asSlice(COUNTER_OFFSET, Long.BYTES);
        Scratch.vector(scratch, 0, counter.address(), Long.BYTES);
        int read;
        do {
            read = SystemCalls.preadv2(scratch, number(), 1, WHEREVER_IT_STANDS, LinuxFile.RWF_NOWAIT);
        } while (read == -Errno.EINTR);
        if (read == -Errno.EOPNOTSUPP) {
            // Linux before 5.8.
            read = read(counter.address(), Long.BYTES);
        }
        return read == Long.BYTES ? counter.get(ValueLayout.JAVA_LONG, 0) : 0;
    }

    /** A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            SystemCalls.close(number);
        }
    }

    @Override
    public String toString() {
        return "descriptor " + number;
    }
}
