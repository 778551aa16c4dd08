package org.scst.core.internal.buffer;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.DataMemory;

/**
 * Memory of one device in a region of its own, for a handler in another process: whoever that is sees and changes nothing else. It
 * is one process's alone: when that ends its mapping may outlive it, and a system call of it may still write there.
 *
 * <p>A slab is taken for a size only when all others of that size are full. So beside what the budget admits there are at most the
 * free buffers in slots' caches, and the region has room for both; it costs only what is touched.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> as {@link BufferPool}: the region goes with the last buffer after
 * {@link #close}, and no buffer that comes back after that is granted again.
 */
public final class DeviceMemory implements DataMemory, AutoCloseable {
    private static final int SLABS = 4096;
    /** What lies elsewhere is copied in pieces; its own data has a place in the device's budget already. */
    private static final long COPIED_BYTES = 2L * BufferPool.LARGEST_BYTES;

    private static final int ANY_SLOT = 0;

    private final BufferPool pool;
    private final int descriptor;
    private final long address;
    private final long size;
    private final Budget copied = new Budget(COPIED_BYTES, null);

    /** @param name of the device, for people */
    public DeviceMemory(String name) throws IOException {
        FileMemory region = FileMemory.create("scst-" + name, SLABS);
        this.descriptor = region.descriptor();
        this.address = region.address();
        this.size = region.size();
        this.pool = BufferPool.of(region);
    }

    /** Where the device's buffers come from. */
    public BufferPool pool() {
        return pool;
    }

    @Override
    public int descriptor() {
        return descriptor;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long offset(ByteBuf buffer, int index, int length) {
        if (!buffer.hasMemoryAddress()) {
            return -1;
        }
        long offset = buffer.memoryAddress() + index - address;
        return offset >= 0 && offset <= size - length ? offset : -1;
    }

    @Override
    public ByteBuf grant(int length) {
        return pool.grantWhileOpen(ANY_SLOT, length, copied);
    }

    @Override
    public void close() {
        pool.retire();
    }
}
