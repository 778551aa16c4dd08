package org.scst.vdisk.internal.protection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.scst.core.scsi.Outcome;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreConfiguration;

/**
 * A store whose blocks have protection information beside them. Who reads or writes only data has it checked and made
 * ({@link #read(long, ByteBuf, int)}, {@link #write(long, ByteBuf, boolean)}); the others give and take it.
 *
 * <p>Whatever is written is durable when that returns: first the protection information, in the slot that is free
 * ({@link ProtectionSlots}), then the data. Nothing is answered on event loops.
 *
 * <p><i>Threading:</i> thread-safe: any number of readers, or one writer. Owns the store behind it and the file beside it.
 */
public final class ProtectedStore implements BackingStore {
    private static final int PIECE = 1 << 20;
    private final BackingStore store;
    private final ProtectionFile file;
    private final int blockLength;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean released;

    ProtectedStore(BackingStore store, ProtectionFile file, int blockLength) {
        this.store = store;
        this.file = file;
        this.blockLength = blockLength;
    }

    public ProtectionType type() {
        return file.type();
    }

    /** Appends data to the buffer, and gives what belongs to it, unchecked. */
    public ProtectionInformation readBoth(long offset, ByteBuf target, int length) throws IOException {
        lock.readLock().lock();
        try (ProtectionSlots slots = slots(offset, length)) {
            int start = target.writerIndex();
            store.read(offset, target, length);
            return slots.of(target.slice(start, length), blockLength);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Writes data and what belongs to it, unchecked. */
    public void writeBoth(long offset, ByteBuf source, ProtectionInformation protection) throws IOException {
        int length = source.readableBytes();
        ByteBuf former = Unpooled.directBuffer(length, length);
        lock.writeLock().lock();
        try (ProtectionSlots slots = slots(offset, length)) {
            store.read(offset, former, length);
            slots.put(protection, source, former, blockLength);
            file.write(slots);
            store.write(offset, source, true);
        } finally {
            lock.writeLock().unlock();
            former.release();
        }
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        int start = target.writerIndex();
        long lba = offset / blockLength;
        ProtectionInformation found = readBoth(offset, target, length);
        Outcome failed =
                ProtectionChecks.plain(type(), lba).ofMedium(target.slice(start, length), found, blockLength, lba);
        if (failed != null) {
            target.writerIndex(start);
            throw new ProtectionException(failed);
        }
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        for (int at = 0; at < source.readableBytes(); at += PIECE) {
            ByteBuf piece = source.slice(source.readerIndex() + at, Math.min(PIECE, source.readableBytes() - at));
            long lba = (offset + at) / blockLength;
            writeBoth(offset + at, piece, ProtectionInformation.generate(type(), piece, blockLength, (int) lba));
        }
    }

    /** What is given back has no protection information either: that goes first, so that nothing is left of it. */
    @Override
    public void unmap(long offset, long length) throws IOException {
        lock.writeLock().lock();
        try {
            file.clear(offset / blockLength, length / blockLength);
            store.unmap(offset, length);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Nothing is known of any block any more, as after formatting, and their data are left alone. */
    public void forget() throws IOException {
        lock.writeLock().lock();
        try {
            file.clear(0, store.capacity() / blockLength);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        int most = (int) Math.min(PIECE, length);
        ByteBuf zeroes = Unpooled.directBuffer(most, most).writeZero(most);
        try {
            for (long done = 0; done < length; done += most) {
                write(offset + done, zeroes.slice(0, (int) Math.min(most, length - done)), true);
            }
        } finally {
            zeroes.release();
        }
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        return 0;
    }

    @Override
    public long capacity() {
        return store.capacity();
    }

    @Override
    public boolean measuresSpace() {
        return store.measuresSpace();
    }

    @Override
    public void closing() {
        store.closing();
    }

    @Override
    public void flush() throws IOException {
        store.flush();
    }

    @Override
    public int unmapGranularity() {
        return store.unmapGranularity();
    }

    @Override
    public void prefetch(long offset, long length) throws IOException {
        store.prefetch(offset, length);
    }

    @Override
    public Extent extent(long offset, long length) throws IOException {
        return store.extent(offset, length);
    }

    @Override
    public boolean reconfigure(StoreConfiguration configuration) throws IOException {
        return store.reconfigure(configuration);
    }

    /** Lets go of the file beside the store, not of the store: whoever comes still is told so. */
    void release() {
        lock.writeLock().lock();
        try {
            released = true;
            file.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private ProtectionSlots slots(long offset, int length) throws IOException {
        if (released) {
            throw new IOException("the protection information has just been removed");
        }
        return file.read(offset / blockLength, length / blockLength);
    }

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } finally {
            file.close();
        }
    }
}
