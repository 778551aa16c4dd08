package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreConfiguration;

/**
 * Does what the store behind it does; a fault overrides what it spoils.
 *
 * <p><i>Threading:</i> as the store behind it. Owns that store.
 */
abstract class ForwardingStore implements BackingStore {
    private final BackingStore store;

    ForwardingStore(BackingStore store) {
        this.store = store;
    }

    @Override
    public long capacity() {
        return store.capacity();
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        return store.readNonBlocking(offset, target, length);
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        store.read(offset, target, length);
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
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        store.write(offset, source, durable);
    }

    @Override
    public boolean writesWithoutBlocking() {
        return store.writesWithoutBlocking();
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
    public void writeZeroes(long offset, long length) throws IOException {
        store.writeZeroes(offset, length);
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

    @Override
    public void close() throws IOException {
        store.close();
    }
}
