package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.scst.core.store.BackingStore;

/**
 * A slow store: each access waits first, on the device's context.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class DelayingStore extends ForwardingStore {
    private final Supplier<Duration> delay;
    private final Pause pause;

    /** Waits. */
    interface Pause {
        void await(Duration duration) throws InterruptedException;
    }

    DelayingStore(BackingStore store, Supplier<Duration> delay, Pause pause) {
        super(store);
        this.delay = delay;
        this.pause = pause;
    }

    private boolean slow() {
        return delay.get().isPositive();
    }

    private void dawdle() throws IOException {
        if (slow()) {
            try {
                pause.await(delay.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted during fault_delay");
            }
        }
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        return slow() ? 0 : super.readNonBlocking(offset, target, length);
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        dawdle();
        super.read(offset, target, length);
    }

    @Override
    public boolean writesWithoutBlocking() {
        return !slow() && super.writesWithoutBlocking();
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        dawdle();
        super.write(offset, source, durable);
    }

    @Override
    public void flush() throws IOException {
        dawdle();
        super.flush();
    }
}
