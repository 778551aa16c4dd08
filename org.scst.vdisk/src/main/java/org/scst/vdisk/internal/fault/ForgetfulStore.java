package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.scst.core.store.BackingStore;

/**
 * Acknowledges one write in so many without doing it: a verifying client must find that out.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ForgetfulStore extends ForwardingStore {
    private final LongSupplier dropOneIn;
    private final AtomicLong writes = new AtomicLong();

    ForgetfulStore(BackingStore store, LongSupplier dropOneIn) {
        super(store);
        this.dropOneIn = dropOneIn;
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        long period = dropOneIn.getAsLong();
        if (period == 0 || writes.incrementAndGet() % period != 0) {
            super.write(offset, source, durable);
        }
    }
}
