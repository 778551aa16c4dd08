package org.scst.vdisk.internal.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Aligned memory for transfers whose own memory is not: what went past core's pool, whose buffers are pages.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> owns its buffers; there are as many as were in use at a time.
 */
public final class BounceBuffers implements AutoCloseable {
    /** What one transfer moves at most. */
    public static final int LENGTH = 256 << 10;

    private static final int ALIGNMENT = 4096;
    private final ConcurrentLinkedQueue<ByteBuf> free = new ConcurrentLinkedQueue<>();

    /** A buffer whose reader index, at an aligned address, has {@link #LENGTH} bytes behind it. */
    public ByteBuf take() {
        ByteBuf kept = free.poll();
        return kept != null ? kept : aligned(Unpooled.directBuffer(LENGTH + ALIGNMENT, LENGTH + ALIGNMENT));
    }

    private static ByteBuf aligned(ByteBuf memory) {
        int start = (int) (-memory.memoryAddress() & ALIGNMENT - 1);
        return memory.setIndex(start, start + LENGTH);
    }

    /** For the next that takes one, with the indices that it had. */
    public void giveBack(ByteBuf buffer) {
        free.add(buffer);
    }

    static long address(ByteBuf buffer) {
        return buffer.memoryAddress() + buffer.readerIndex();
    }

    /** Nothing is in use any more. */
    @Override
    public void close() {
        for (ByteBuf buffer = free.poll(); buffer != null; buffer = free.poll()) {
            buffer.release();
        }
    }
}
