package org.scst.core.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory of another process, mapped through a descriptor that it has given. What stands there may change at any moment, and be cut
 * away: the JDK makes an error of touching what is gone, a system call EFAULT.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> the caller's, who calls {@link #close} when nobody uses it any more, by segment or
 * by raw address.
 */
public final class SharedMemory implements AutoCloseable {
    private static final int PROT_READ_WRITE = 0x3;
    private static final int MAP_SHARED = 0x1;

    private final Arena arena;
    private final MemorySegment memory;

    // The mapping is given its size, and an arena that close() closes.
    @SuppressWarnings({"restricted", "MustBeClosed"})
    private SharedMemory(long address, long size) {
        arena = Arena.ofShared();
        memory = MemorySegment.ofAddress(address)
                .reinterpret(size, arena, mapping -> SystemCalls.munmap(mapping.address(), size));
    }

    /**
     * Maps a part of what a descriptor is open for; the descriptor is not needed afterwards.
     *
     * @param offset of its first byte, a multiple of the page size
     * @param size bytes
     */
    public static SharedMemory map(Descriptor descriptor, long offset, long size) throws LinuxException {
        if (size <= 0 || offset < 0) {
            throw new LinuxException("mmap", Errno.EINVAL, null);
        }
        long address = SystemCalls.mmap(descriptor.number(), size, PROT_READ_WRITE, MAP_SHARED, offset);
        // Addresses of user space are positive; error numbers are small.
        if (address < 0) {
            throw new LinuxException("mmap", (int) -address, null);
        }
        return new SharedMemory(address, size);
    }

    /** The memory. */
    public MemorySegment memory() {
        return memory;
    }

    /** A second call does nothing. */
    @Override
    public synchronized void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
