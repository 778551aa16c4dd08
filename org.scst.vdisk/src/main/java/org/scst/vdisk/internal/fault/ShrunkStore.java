package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.scst.core.store.BackingStore;
import org.scst.core.store.MediumException;

/**
 * Has lost its end: is smaller than the storage behind it, and what lies beyond cannot be reached.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ShrunkStore extends ForwardingStore {
    private final LongSupplier most;

    /** @param most bytes that are left; 0 when none are lost */
    ShrunkStore(BackingStore store, LongSupplier most) {
        super(store);
        this.most = most;
    }

    @Override
    public long capacity() {
        long left = most.getAsLong();
        return left == 0 ? super.capacity() : Math.min(left, super.capacity());
    }

    private boolean reachable(long offset, long length) {
        return most.getAsLong() == 0 || offset + length <= most.getAsLong();
    }

    private void check(long offset, long length) throws MediumException {
        if (!reachable(offset, length)) {
            throw new MediumException(Math.max(offset, capacity()), "what lies beyond is lost by fault_capacity", null);
        }
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        return reachable(offset, length) ? super.readNonBlocking(offset, target, length) : 0;
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        check(offset, length);
        super.read(offset, target, length);
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        check(offset, source.readableBytes());
        super.write(offset, source, durable);
    }

    @Override
    public void unmap(long offset, long length) throws IOException {
        check(offset, length);
        super.unmap(offset, length);
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        check(offset, length);
        super.writeZeroes(offset, length);
    }
}
