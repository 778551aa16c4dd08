package org.scst.core.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory that is a file without a name ({@code memfd_create(2)}), mapped whole: it can be given to another process as a
 * descriptor. Its size is sealed: a process that has the descriptor cannot cut it, which would end this one with SIGBUS.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> the caller's, who calls {@link #close} when nobody uses the memory any
 * more, by segment or by raw address; afterwards the segment refuses access, a raw address does not.
 */
public final class MemoryFile implements AutoCloseable {
    private static final int MFD_CLOEXEC = 0x1;
    private static final int MFD_ALLOW_SEALING = 0x2;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_SEAL_SEAL = 0x1;
    private static final int F_SEAL_SHRINK = 0x2;
    private static final int F_SEAL_GROW = 0x4;
    private static final int PROT_READ_WRITE = 0x3;
    private static final int MAP_SHARED = 0x1;

    private final String name;
    private final int fd;
    private final Arena arena;
    private final MemorySegment memory;
    private volatile boolean closed;

    // The mapping is given its size, and an arena that close() closes.
    @SuppressWarnings({"restricted", "MustBeClosed"})
    private MemoryFile(String name, int fd, long address, long size) {
        this.name = name;
        this.fd = fd;
        arena = Arena.ofShared();
        memory = MemorySegment.ofAddress(address)
                .reinterpret(size, arena, mapping -> SystemCalls.munmap(mapping.address(), size));
    }

    /**
     * Creates and maps a memory file, all zeroes. Memory is taken from the system when it is first touched.
     *
     * @param name for people, as {@code /proc/PID/maps} shows it
     * @param size bytes, a multiple of the page size
     */
    public static MemoryFile create(String name, long size) throws LinuxException {
        if (size <= 0) {
            throw new IllegalArgumentException("a memory file of " + size + " bytes");
        }
        int fd;
        try (Arena arena = Arena.ofConfined()) {
            fd = SystemCalls.memfdCreate(arena.allocateFrom(name).address(), MFD_CLOEXEC | MFD_ALLOW_SEALING);
        }
        if (fd < 0) {
            throw new LinuxException("memfd_create", -fd, null);
        }
        try {
            check("ftruncate", SystemCalls.ftruncate(fd, size));
            check("fcntl(F_ADD_SEALS)", SystemCalls.fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW));
            long address = SystemCalls.mmap(fd, size, PROT_READ_WRITE, MAP_SHARED);
            check("mmap", address);
            return new MemoryFile(name, fd, address, size);
        } catch (LinuxException e) {
            SystemCalls.close(fd);
            throw e;
        }
    }

    /**
     * Maps a memory file that another process has made and passed on.
     *
     * @param descriptor the caller's, of the returned object from now on; closed when this fails
     * @param size bytes that are mapped, from its beginning; the caller knows that it is not smaller
     */
    public static MemoryFile attach(String name, int descriptor, long size) throws LinuxException {
        long address = SystemCalls.mmap(descriptor, size, PROT_READ_WRITE, MAP_SHARED);
        if (address < 0) {
            SystemCalls.close(descriptor);
            throw new LinuxException("mmap", (int) -address, null);
        }
        return new MemoryFile(name, descriptor, address, size);
    }

    private static void check(String call, long result) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(call, (int) -result, null);
        }
    }

    /** The memory, page-aligned. */
    public MemorySegment memory() {
        return memory;
    }

    /** Address of the first byte. */
    public long address() {
        return memory.address();
    }

    /** Bytes. */
    public long size() {
        return memory.byteSize();
    }

    /** The descriptor, valid until {@link #close}. */
    public int descriptor() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        return fd;
    }

    /**
     * Gives the memory of a range back to the system; the range reads as zeroes until it is written to again.
     *
     * @param offset bytes from the beginning, a multiple of the page size
     * @param length bytes, a multiple of the page size
     */
    public void discard(long offset, long length) throws LinuxException {
        int mode = LinuxFile.FALLOC_FL_PUNCH_HOLE | LinuxFile.FALLOC_FL_KEEP_SIZE;
        int result;
        do {
            result = SystemCalls.fallocate(descriptor(), mode, offset, length);
        } while (result == -Errno.EINTR);
        check("fallocate", result);
    }

    /**
     * Unmaps the memory and closes the descriptor; a second call does nothing.
     *
     * @throws IllegalStateException when a call of the JDK is using the memory at this moment; then nothing has changed
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            arena.close();
            closed = true;
            SystemCalls.close(fd);
        }
    }

    /** Name and size. */
    @Override
    public String toString() {
        return "memory file " + name + " of " + memory.byteSize() + " bytes";
    }
}
