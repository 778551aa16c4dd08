package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.function.Supplier;
import org.scst.core.store.BackingStore;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.MediumException;

/**
 * A store with blocks that cannot be read or written. Nothing of a write that touches such a block is done.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class FailingStore extends ForwardingStore {
    private final Supplier<FaultSettings.Errors> errors;
    private final int blockShift;

    FailingStore(BackingStore store, Supplier<FaultSettings.Errors> errors, int blockShift) {
        super(store);
        this.errors = errors;
        this.blockShift = blockShift;
    }

    private void check(BlockRanges broken, String key, long offset, long length) throws MediumException {
        long lba = firstBroken(broken, offset, length);
        if (lba >= 0) {
            throw new MediumException(lba << blockShift, "block " + lba + " is broken by " + key, null);
        }
    }

    private long firstBroken(BlockRanges broken, long offset, long length) {
        return broken.firstWithin(offset >>> blockShift, length >>> blockShift);
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        // The error itself is told by read().
        return firstBroken(errors.get().read(), offset, length) >= 0
                ? 0
                : super.readNonBlocking(offset, target, length);
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        check(errors.get().read(), "fault_read_error_lba", offset, length);
        super.read(offset, target, length);
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        check(errors.get().write(), "fault_write_error_lba", offset, source.readableBytes());
        super.write(offset, source, durable);
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        check(errors.get().write(), "fault_write_error_lba", offset, length);
        super.writeZeroes(offset, length);
    }

    @Override
    public void unmap(long offset, long length) throws IOException {
        check(errors.get().write(), "fault_write_error_lba", offset, length);
        super.unmap(offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (errors.get().flush()) {
            throw new FlushFailedException("the flush failed by fault_flush_error", null);
        }
        super.flush();
    }
}
