package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.scst.core.store.BackingStore;

/**
 * Does only the first half of one write in so many, whole blocks of it, and acknowledges all, as storage does that loses power in
 * the middle. A write of one block is never torn.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class TearingStore extends ForwardingStore {
    private final LongSupplier tearOneIn;
    private final int blockShift;
    private final AtomicLong writes = new AtomicLong();

    TearingStore(BackingStore store, LongSupplier tearOneIn, int blockShift) {
        super(store);
        this.tearOneIn = tearOneIn;
        this.blockShift = blockShift;
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        long period = tearOneIn.getAsLong();
        int blocks = source.readableBytes() >>> blockShift;
        if (period == 0 || blocks < 2 || writes.incrementAndGet() % period != 0) {
            super.write(offset, source, durable);
        } else {
            super.write(offset, source.slice(source.readerIndex(), blocks / 2 << blockShift), durable);
        }
    }
}
