package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.scst.core.linux.ScatterList;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreContext;
import org.scst.testkit.MemoryOfOthers;

/** A store in an array that does as the test says, and remembers what it was asked. */
final class MemoryStore implements BackingStore {
    final byte[] bytes;
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    int atHand = Integer.MAX_VALUE;
    boolean intoPieces;
    boolean inline;
    boolean begins;
    boolean inTurn;
    boolean measures;
    Path folder;
    StoreContext context;
    boolean copies;
    final List<Runnable> begun = new ArrayList<>();
    final List<Listener> listeners = new ArrayList<>();
    IOException failure;
    Runnable duringFlush = () -> {};
    Runnable whileReading = () -> {};
    Runnable beforeWrite = () -> {};
    /** The write that is done by half only: 1 for the next one. */
    int writesToTear;
    /** What happens then, before it fails: to throw something is to lose power. */
    Runnable tearing = () -> {};

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
        whileReading.run();
        return count;
    }

    @Override
    public boolean readsIntoPieces() {
        return intoPieces;
    }

    @Override
    public boolean readNonBlocking(long offset, ScatterList target) {
        boolean whole = target.length() <= atHand;
        if (whole) {
            MemoryOfOthers.write(target, bytes, (int) offset);
        }
        whileReading.run();
        return whole;
    }

    @Override
    public boolean beginRead(long offset, ByteBuf target, int length, Listener listener) {
        listeners.add(listener);
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
        beforeWrite.run();
        call((durable ? "write durable " : "write ") + offset + " " + source.readableBytes());
        boolean torn = --writesToTear == 0;
        int length = torn ? source.readableBytes() / 2 : source.readableBytes();
        source.getBytes(source.readerIndex(), bytes, (int) offset, length);
        if (torn) {
            tearing.run();
            throw new MediumException(offset + length, "torn", null);
        }
    }

    @Override
    public boolean copiesFrom(BackingStore source) {
        return copies;
    }

    @Override
    public boolean copyFrom(BackingStore source, long sourceOffset, long offset, long length) throws IOException {
        call("copy " + sourceOffset + " " + offset + " " + length);
        System.arraycopy(((MemoryStore) source).bytes, (int) sourceOffset, bytes, (int) offset, (int) length);
        return copies;
    }

    @Override
    public boolean writesWithoutBlocking() {
        return inline;
    }

    @Override
    public Path beside(String suffix) {
        return folder == null ? null : folder.resolve("disk" + suffix);
    }

    @Override
    public boolean measuresSpace() {
        return measures;
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
