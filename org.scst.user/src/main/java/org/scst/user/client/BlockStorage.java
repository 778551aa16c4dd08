package org.scst.user.client;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Blocks that a program keeps.
 *
 * <p><b>Purpose.</b> Reads, writes, makes durable. Offsets and lengths are bytes, and whole blocks within the capacity.
 *
 * <p><b>Threading.</b> Called by the thread of each queue, so by as many at a time as queues were registered.
 *
 * <p><b>Blocking.</b> Allowed; the next request of that queue waits.
 *
 * <p><b>Ownership.</b> The memory is the platform's and borrowed until the method returns; an initiator's data lies in it, or goes
 * from it to the initiator, without a copy.
 *
 * <p><b>Required or optional.</b> Methods without a default are required.
 *
 * <p>Errors: {@link StorageFullException} when a write finds no room; any other {@link IOException} is a medium error, but from
 * {@link #flush}, after which the platform takes no writes until an operator has looked.
 */
public interface BlockStorage {

    /** Fills the memory with what is at {@code offset}. */
    void read(long offset, MemorySegment data) throws IOException;

    /**
     * Keeps what the memory has at {@code offset}.
     *
     * @param durable whether it must outlive a loss of power when this returns
     */
    void write(long offset, MemorySegment data, boolean durable) throws IOException;

    /** Makes durable what was written before. */
    void flush() throws IOException;

    /** Gives storage back; asked only when {@code UNMAPS} was registered. */
    default void unmap(long offset, long length) throws IOException {}

    /**
     * How far storage stands behind the medium throughout, or nowhere; asked only when {@code EXTENTS} was registered.
     *
     * @param length bytes from {@code offset} on that are asked about
     */
    default Extent extent(long offset, long length) throws IOException {
        return new Extent(length, true);
    }

    /**
     * A row of bytes that are alike.
     *
     * @param length bytes, a number of blocks above 0 and not more than was asked about
     * @param mapped whether storage stands behind them
     */
    record Extent(long length, boolean mapped) {}

    /** Makes a range zero and keeps its storage; asked only when {@code ZEROES} was registered. */
    default void zero(long offset, long length) throws IOException {
        throw new UnsupportedOperationException("ZEROES was registered without it");
    }
}
