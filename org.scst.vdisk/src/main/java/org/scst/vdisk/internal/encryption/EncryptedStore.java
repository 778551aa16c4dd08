package org.scst.vdisk.internal.encryption;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreConfiguration;
import org.scst.vdisk.internal.file.BounceBuffers;

/**
 * A store whose blocks are encrypted where they lie, each by its LBA. Sectors that are zero there were never written, or given back, or
 * made zero, and read as zeroes: so holes stay holes.
 *
 * <p>Event loops decrypt short reads that are at hand; all else is the work of the device's threads. Nothing is copied past memory of
 * this process, and no ring reads or writes what has to be decrypted or encrypted by somebody.
 *
 * <p><i>Threading:</i> thread-safe. Owns the store behind it.
 */
public final class EncryptedStore implements BackingStore {
    /** Longer reads would hold an event loop up. */
    private static final int MOST_AT_ONCE = 64 << 10;

    private final BackingStore store;
    private final Encryption encryption;
    private final int blockLength;
    private final BounceBuffers buffers = new BounceBuffers();

    /**
     * Puts itself before a store.
     *
     * @param blockLength logical block length in bytes
     */
    public EncryptedStore(BackingStore store, Encryption encryption, int blockLength) {
        this.store = store;
        this.encryption = encryption;
        this.blockLength = blockLength;
    }

    /** Whole blocks only. */
    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        if (length > MOST_AT_ONCE) {
            return 0;
        }
        int start = target.writerIndex();
        int count = store.readNonBlocking(offset, target, length) / blockLength * blockLength;
        target.writerIndex(start + count);
        encryption.decrypt(offset, target, start, count);
        return count;
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        int start = target.writerIndex();
        store.read(offset, target, length);
        encryption.decrypt(offset, target, start, length);
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        ByteBuf memory = buffers.take();
        int start = memory.readerIndex();
        try {
            int length = source.readableBytes();
            for (int done = 0; done < length; done += BounceBuffers.LENGTH) {
                int count = Math.min(BounceBuffers.LENGTH, length - done);
                encryption.encrypt(
                        offset + done, source, source.readerIndex() + done, memory.setIndex(start, start), count);
                store.write(offset + done, memory, durable);
            }
        } finally {
            buffers.giveBack(memory.setIndex(start, start + BounceBuffers.LENGTH));
        }
    }

    @Override
    public boolean writesInTurn() {
        return store.writesInTurn();
    }

    @Override
    public long capacity() {
        return store.capacity();
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
    public void unmap(long offset, long length) throws IOException {
        store.unmap(offset, length);
    }

    @Override
    public boolean unmappedReadsZero() {
        return store.unmappedReadsZero();
    }

    @Override
    public int unmapGranularity() {
        return store.unmapGranularity();
    }

    @Override
    public Path beside(String suffix) {
        return store.beside(suffix);
    }

    @Override
    public boolean measuresSpace() {
        return store.measuresSpace();
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        store.writeZeroes(offset, length);
    }

    @Override
    public Extent extent(long offset, long length) throws IOException {
        return store.extent(offset, length);
    }

    @Override
    public void prefetch(long offset, long length) throws IOException {
        store.prefetch(offset, length);
    }

    @Override
    public boolean reconfigure(StoreConfiguration configuration) throws IOException {
        return store.reconfigure(configuration);
    }

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } finally {
            buffers.close();
        }
    }
}
