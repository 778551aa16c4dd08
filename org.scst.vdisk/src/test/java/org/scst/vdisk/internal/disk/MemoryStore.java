package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.scst.vdisk.store.BackingStore;
import org.scst.vdisk.store.Extent;

/** A store in an array that does as the test says, and remembers what it was asked. */
final class MemoryStore implements BackingStore {
    final byte[] bytes;
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    int atHand = Integer.MAX_VALUE;
    boolean inline;
    boolean begins;
    boolean inTurn;
    final List<Runnable> begun = new ArrayList<>();
    IOException failure;
    Runnable duringFlush = () -> {};
    boolean mapped = true;
    long capacity;

    MemoryStore(int size) {
        bytes = new byte[size];
        capacity = size;
    }

    /** Each byte's value follows from its place, so that nothing can be mistaken for something else. */
    MemoryStore patterned() {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 512);
        }
        return this;
    }

    byte[] range(int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private void call(String what) throws IOException {
        calls.add(what);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        int count = Math.min(length, atHand);
        target.writeBytes(bytes, (int) offset, count);
        return count;
    }

    @Override
    public boolean beginRead(long offset, ByteBuf target, int length, Listener listener) {
        return begins
                && begun.add(() -> {
                    calls.add("begun read " + offset + " " + length);
                    if (failure == null) {
                        target.writeBytes(bytes, (int) offset, length);
                    }
                    listener.ended(failure);
                });
    }

    @Override
    public boolean writesInTurn() {
        return inTurn;
    }

    @Override
    public boolean beginsWrites() {
        return begins;
    }

    @Override
    public boolean beginWrite(long offset, ByteBuf source, Listener listener) {
        return begun.add(() -> {
            calls.add("begun write " + offset + " " + source.readableBytes());
            if (failure == null) {
                source.getBytes(source.readerIndex(), bytes, (int) offset, source.readableBytes());
            }
            listener.ended(failure);
        });
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        call("read " + offset + " " + length);
        target.writeBytes(bytes, (int) offset, length);
    }

    @Override
    public void write(long offset, ByteBuf source, boolean durable) throws IOException {
        call((durable ? "write durable " : "write ") + offset + " " + source.readableBytes());
        source.getBytes(source.readerIndex(), bytes, (int) offset, source.readableBytes());
    }

    @Override
    public boolean writesWithoutBlocking() {
        return inline;
    }

    @Override
    public void prefetch(long offset, long length) throws IOException {
        call("prefetch " + offset + " " + length);
    }

    @Override
    public void flush() throws IOException {
        call("flush");
        duringFlush.run();
    }

    @Override
    public void unmap(long offset, long length) throws IOException {
        call("unmap " + offset + " " + length);
        Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
        call("zero " + offset + " " + length);
        Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
    }

    @Override
    public Extent extent(long offset, long length) {
        return new Extent(offset, length, mapped);
    }

    @Override
    public void close() throws IOException {
        call("close");
    }
}
