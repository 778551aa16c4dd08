package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Arrays;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.StoreConfiguration;

/** Eight blocks of 512 bytes in an array; a block holds one value throughout. */
final class ArrayStore implements BackingStore {
    static final int BLOCK = 512;
    final byte[] bytes = new byte[8 * BLOCK];
    int flushes;
    boolean closed;

    int block(int lba) {
        for (int i = 1; i < BLOCK; i++) {
            if (bytes[lba * BLOCK + i] != bytes[lba * BLOCK]) {
                throw new IllegalStateException("block " + lba + " is torn");
            }
        }
        return bytes[lba * BLOCK];
    }

    static void write(BackingStore store, int lba, int value, boolean durable) throws IOException {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) value);
        ByteBuf source = Unpooled.wrappedBuffer(block);
        store.write((long) lba * BLOCK, source, durable);
        source.release();
    }

    static int read(BackingStore store, int lba) throws IOException {
        ByteBuf target = Unpooled.buffer(BLOCK);
        store.read((long) lba * BLOCK, target, BLOCK);
        int value = target.getByte(BLOCK - 1);
        target.release();
        return value;
    }

    @Override
    public long capacity() {
        return bytes.length;
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        target.writeBytes(bytes, (int) offset, length);
        return length;
    }

    @Override
    public void read(long offset, ByteBuf target, int length) {
        target.writeBytes(bytes, (int) offset, length);
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) {
        source.getBytes(source.readerIndex(), bytes, (int) offset, source.readableBytes());
    }

    @Override
    public boolean writesWithoutBlocking() {
        return true;
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public void unmap(long offset, long length) {
        Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
    }

    @Override
    public void writeZeroes(long offset, long length) {
        unmap(offset, length);
    }

    @Override
    public Extent extent(long offset, long length) {
        return new Extent(offset, length, false);
    }

    @Override
    public boolean reconfigure(StoreConfiguration configuration) {
        return true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
