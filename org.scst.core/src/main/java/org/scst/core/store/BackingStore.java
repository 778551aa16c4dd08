package org.scst.core.store;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;
import org.scst.core.linux.ScatterList;

/**
 * A row of bytes that lasts: what stands behind one virtual disk.
 *
 * <p><b>Purpose.</b> Reads, writes, makes durable. Offsets and lengths are bytes, and multiples of the disk's block length.
 *
 * <p><b>Threading.</b> Every method is called from many threads at a time, {@link #close()} last and alone. Writes that overlap
 * and run at the same time may land in any order, each block whole.
 *
 * <p><b>Blocking.</b> Only {@link #readNonBlocking}, {@link #beginRead}, {@link #beginWrite},
 * {@link #writesWithoutBlocking}, {@link #writesInTurn}, {@link #readsIntoPieces}, {@link #copiesFrom}, {@link #capacity}, {@link #unmappedReadsZero} and
 * {@link #unmapGranularity} run on event loops and must not block; the others run on the device's context. A
 * {@link #write} that is not durable runs on an event loop too where {@link #writesWithoutBlocking} allows it.
 *
 * <p><b>Ownership.</b> Buffers are borrowed until the method returns, or what it began has ended. They are direct where core's pool gave them, and may be
 * composite or on the heap elsewhere.
 *
 * <p><b>Required or optional.</b> Methods without a default are required.
 *
 * <p>Errors: {@link StoreFullException} when there is no room for a write; {@link MediumException} when bytes cannot be read or
 * written, with their place; {@link StoreLostException} when all of it is gone; {@link FlushFailedException} when acknowledged writes may be lost; any other {@link IOException}
 * counts as a medium error at the start of the call's range.
 */
@ConsumerType
public interface BackingStore extends Closeable {

    /** Size in bytes; a multiple of the block length is used. */
    long capacity();

    /**
     * Reads what is at hand, appending it to the buffer. What is past the end of a store that has just shrunk reads as zeroes.
     *
     * @param length bytes wanted; the buffer has room for them
     * @return bytes appended, from the start of the range, 0 to {@code length}: {@link #read} is asked for the rest
     */
    int readNonBlocking(long offset, ByteBuf target, int length);

    /** Whether {@link #readNonBlocking(long, ScatterList)} is worth asking; must not block. */
    default boolean readsIntoPieces() {
        return false;
    }

    /**
     * Reads what is at hand into memory that is not core's, by a system call: another process may cut it away meanwhile. It is borrowed
     * until the method returns. Runs on event loops, and must not block.
     *
     * @return whether all of it was read; if not, anything may stand there, and the range is read in another way
     */
    default boolean readNonBlocking(long offset, ScatterList target) {
        return false;
    }

    /** Reads, appending exactly {@code length} bytes to the buffer. */
    void read(long offset, ByteBuf target, int length) throws IOException;

    /**
     * Writes the buffer's readable bytes; its indices are left alone.
     *
     * @param durable whether the bytes must outlive a crash when the method returns
     */
    void write(long offset, ByteBuf source, boolean durable) throws IOException;

    /**
     * Begins to read, if it can, as {@link #read} would; the buffer is appended to before the listener is told. Never blocks.
     *
     * @param listener told once when that has ended, on any thread, maybe before this returns; it may stand for another access from
     *     the moment it is told, so nothing of it is kept
     * @return {@code false} when nothing was begun: {@link #read} is asked instead
     */
    default boolean beginRead(long offset, ByteBuf target, int length, Listener listener) {
        return false;
    }

    /** Whether {@link #beginWrite} is worth asking. */
    default boolean beginsWrites() {
        return false;
    }

    /**
     * Begins to write the buffer's readable bytes, not durably, if it can; the buffer is borrowed until the listener is told.
     * Never blocks.
     *
     * @return {@code false} when nothing was begun: {@link #write} is asked instead
     */
    default boolean beginWrite(long offset, ByteBuf source, Listener listener) {
        return false;
    }

    /** Hears how something ended that was begun. */
    @FunctionalInterface
    interface Listener {
        /** @param failure as {@link #read} or {@link #write} would throw it; {@code null} when it was done */
        void ended(IOException failure);
    }

    /** Whether a {@link #write} that is not durable never waits for a device, so that event loops may call it. */
    default boolean writesWithoutBlocking() {
        return false;
    }

    /**
     * Whether a {@link #write} that is not durable is a copy into memory as a rule, and would wait for another one of this store
     * that runs at the same time, as under the lock of a file: then one is asked for at a time.
     */
    default boolean writesInTurn() {
        return false;
    }

    /** Whether {@link #copyFrom} is worth asking for this source. */
    default boolean copiesFrom(BackingStore source) {
        return false;
    }

    /**
     * Copies from another store, or from elsewhere in this one, without moving the bytes through memory of this process; not durable.
     * The ranges do not overlap.
     *
     * @return {@code false} when that cannot be had: then the range is read and written, whatever of it was copied
     */
    default boolean copyFrom(BackingStore source, long sourceOffset, long offset, long length) throws IOException {
        return false;
    }

    /** Makes every write that was finished when the call began durable. Never called twice at a time. */
    void flush() throws IOException;

    /** Gives the range's storage back; it reads as zeroes from now on, if {@link #unmappedReadsZero}. */
    void unmap(long offset, long length) throws IOException;

    /** Whether what {@link #unmap} has given back reads as zeroes; else as whatever the storage gives. */
    default boolean unmappedReadsZero() {
        return true;
    }

    /** Smallest range whose storage {@link #unmap} can give back, in bytes. */
    default int unmapGranularity() {
        return 4096;
    }

    /**
     * A file beside the store, where what belongs to its blocks may be kept; whether it exists is not the store's business.
     *
     * @param suffix of its name
     * @return {@code null} when there is no such place
     */
    default Path beside(String suffix) {
        return null;
    }

    /** Whether it tells how much its storage can take ({@link StoreContext#free}). */
    default boolean measuresSpace() {
        return false;
    }

    /** Makes the range read as zeroes and keeps its storage. */
    void writeZeroes(long offset, long length) throws IOException;

    /** What is at {@code offset}, and how far it goes on, {@code length} bytes at most. */
    Extent extent(long offset, long length) throws IOException;

    /** The range is wanted soon; nothing needs to happen. */
    default void prefetch(long offset, long length) throws IOException {}

    /**
     * Takes changed properties without being opened anew, if it can.
     *
     * @return {@code false}: the store is closed and opened again
     */
    default boolean reconfigure(StoreConfiguration configuration) throws IOException {
        return false;
    }

    /**
     * The disk is about to be closed, and every command has left: {@link #flush} and {@link #close} are waited for by nobody whose command
     * could end by itself, so a store that asks somebody else must not wait without a limit from now on.
     */
    default void closing() {}

    /** Makes everything durable and lets go; says so by an exception when that failed. */
    @Override
    void close() throws IOException;
}
