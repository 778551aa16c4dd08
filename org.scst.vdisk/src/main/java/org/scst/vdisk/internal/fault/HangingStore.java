package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.scst.core.store.BackingStore;

/**
 * A store whose accesses do not return while it is told to hang; then they go on. Closing it ends them with an error.
 *
 * <p><i>Threading:</i> thread-safe by a lock that only hung threads and {@link #settingsChanged} take.
 */
final class HangingStore extends ForwardingStore {
    private final Supplier<FaultSettings.Hang> hang;
    private final int blockShift;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;
    private int hung;

    HangingStore(BackingStore store, Supplier<FaultSettings.Hang> hang, int blockShift) {
        super(store);
        this.hang = hang;
        this.blockShift = blockShift;
    }

    private boolean hangs(long offset, long length) {
        FaultSettings.Hang now = hang.get();
        return now.all() || now.blocks().firstWithin(offset >>> blockShift, length >>> blockShift) >= 0;
    }

    private void await(long offset, long length) throws IOException {
        if (!hangs(offset, length)) {
            return;
        }
        lock.lock();
        try {
            hung++;
            while (!closed && hangs(offset, length)) {
                changed.await();
            }
            if (closed) {
                throw new IOException("hung until the store was closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while hung");
        } finally {
            hung--;
            lock.unlock();
        }
    }

    /** How many accesses hang now. */
    int hung() {
        lock.lock();
        try {
            return hung;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go what need not hang any longer. */
    void settingsChanged() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        return hangs(offset, length) ? 0 : super.readNonBlocking(offset, target, length);
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        await(offset, length);
        super.read(offset, target, length);
    }

    @Override
    public boolean writesWithoutBlocking() {
        FaultSettings.Hang now = hang.get();
        return !now.all() && now.blocks().ranges().isEmpty() && super.writesWithoutBlocking();
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        await(offset, source.readableBytes());
        super.write(offset, source, durable);
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        await(offset, length);
        super.writeZeroes(offset, length);
    }

    @Override
    public void unmap(long offset, long length) throws IOException {
        await(offset, length);
        super.unmap(offset, length);
    }

    @Override
    public void flush() throws IOException {
        await(0, 0);
        super.flush();
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        super.close();
    }
}
