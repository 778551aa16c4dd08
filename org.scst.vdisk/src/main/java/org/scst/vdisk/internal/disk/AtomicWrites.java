package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.locks.StampedLock;
import org.scst.core.device.DeviceContext;
import org.scst.core.store.BackingStore;
import org.scst.core.store.FlushFailedException;
import org.scst.vdisk.internal.encryption.Sealing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes that are wholly done or not at all: for whoever reads meanwhile, after a failure, and after a loss of power (SBC-4, atomic
 * write operations). A store promises that of no more than a sector, so what stood there is kept in a journal first.
 *
 * <p>Readers on event loops read beside it and look afterwards whether a write came between ({@link #optimistically},
 * {@link #undisturbed}); the others hold it off ({@link #holdOff}, {@link #letGo}). A reader sees what an atomic write has written
 * before that is durable, as of any other write.
 *
 * <p><i>Threading:</i> thread-safe; one write at a time. Its callers hold the range ({@link BlocksBeingChanged}).
 */
final class AtomicWrites {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicWrites.class);
    private static final String FILE = "undo";
    private final DeviceContext context;
    private final BackingStore store;
    private final int blockLength;
    private final Sealing sealing;
    private final UndoJournal journal;
    private final StampedLock readers = new StampedLock();
    private volatile boolean begun;

    /** @param sealing by which the journal is encrypted as the store's own medium is */
    AtomicWrites(DeviceContext context, BackingStore store, int blockLength, Sealing sealing) {
        this.context = context;
        this.store = store;
        this.blockLength = blockLength;
        this.sealing = sealing;
        this.journal = new UndoJournal(() -> context.keptFile(FILE));
    }

    /** Whether there has been an atomic write. */
    boolean begun() {
        return begun;
    }

    /** Begins to read beside; 0 when an atomic write is just changing blocks. */
    long optimistically() {
        return readers.tryOptimisticRead();
    }

    /** Whether no atomic write has changed anything since {@code stamp}. */
    boolean undisturbed(long stamp) {
        return readers.validate(stamp);
    }

    /** Holds atomic writes off until {@link #letGo}, which any thread may call; 0 when that would have to wait. */
    long tryHoldOff() {
        return readers.tryReadLock();
    }

    /** As {@link #tryHoldOff}, but waits. */
    long holdOff() {
        return readers.readLock();
    }

    void letGo(long stamp) {
        readers.unlockRead(stamp);
    }

    /** Writes; durable when it returns, and nothing has changed when it throws, unless the store has failed altogether. */
    synchronized void write(long offset, ByteBuf next) throws IOException {
        begun = true;
        ByteBuf former = Unpooled.directBuffer(next.readableBytes(), next.readableBytes());
        try {
            store.read(offset, former, next.readableBytes());
            // Durable first: it may be newer than what a loss of power leaves, and now there is room for what comes.
            store.write(offset, former, true);
            journal.keep(offset, sealing.sealed(offset, former), sealing.sealed(offset, next));
            replace(offset, former, next);
            forget();
        } finally {
            former.release();
        }
    }

    private void replace(long offset, ByteBuf former, ByteBuf next) throws IOException {
        try {
            exclusively(() -> store.write(offset, next, false));
            store.write(offset, next, true); // the same again, on the medium, with nobody waiting
        } catch (IOException e) {
            putBack(offset, former, e);
            throw e;
        }
    }

    private void putBack(long offset, ByteBuf former, IOException cause) throws IOException {
        try {
            exclusively(() -> restore(offset, former));
            forget();
        } catch (IOException e) {
            e.addSuppressed(cause);
            throw new FlushFailedException("an atomic write failed and could not be undone: " + e.getMessage(), e);
        }
    }

    /** Work on the store. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void exclusively(Work work) throws IOException {
        long stamp = readers.writeLock();
        try {
            work.run();
        } finally {
            readers.unlockWrite(stamp);
        }
    }

    /** Writes the blocks that are not as they were. */
    private void restore(long offset, ByteBuf former) throws IOException {
        ByteBuf now = Unpooled.directBuffer(former.readableBytes(), former.readableBytes());
        try {
            store.read(offset, now, former.readableBytes());
            for (int at = 0; at < former.readableBytes(); at += blockLength) {
                ByteBuf block = former.slice(former.readerIndex() + at, blockLength);
                if (!block.equals(now.slice(at, blockLength))) {
                    store.write(offset + at, block, true);
                }
            }
        } finally {
            now.release();
        }
    }

    /** A record that stays would be taken for the truth at the next start, over what is written until then: no more writes. */
    private void forget() throws IOException {
        try {
            journal.forget();
        } catch (IOException e) {
            throw new FlushFailedException("the journal of atomic writes cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Undoes what a crash has interrupted; before anybody reads.
     *
     * @param writable whether the medium may be changed: else it waits for a server that may
     */
    void recover(boolean writable) throws IOException {
        UndoJournal.Entry entry = journal.read();
        if (entry == null || !writable) {
            return;
        }
        if (interrupted(entry)) {
            sealing.open(entry.offset(), entry.former());
            restore(entry.offset(), Unpooled.wrappedBuffer(entry.former()));
            LOG.info("{}: an atomic write that a crash had interrupted was undone", context.name());
        } else {
            LOG.warn(
                    "{}: an atomic write was interrupted at byte {}, but its blocks have been changed by others since, and stay so",
                    context.name(),
                    entry.offset());
        }
        journal.forget();
    }

    /** Whether the medium holds nothing but what the interrupted write found or wrote there. */
    private boolean interrupted(UndoJournal.Entry entry) throws IOException {
        int length = entry.former().length;
        if (length % blockLength != 0 || entry.offset() + length > store.capacity()) {
            return false;
        }
        byte[] now = new byte[length];
        ByteBuf target = Unpooled.wrappedBuffer(now).clear();
        store.read(entry.offset(), target, length);
        sealing.sealed(entry.offset(), target).getBytes(0, now);
        for (int at = 0; at < length; at += UndoJournal.SECTOR) {
            if (!entry.knows(at, now)) {
                return false;
            }
        }
        return true;
    }

    /** Nothing of what any of them has found is left. */
    synchronized void erase() throws IOException {
        journal.erase();
    }

    void close() throws IOException {
        journal.close();
    }
}
