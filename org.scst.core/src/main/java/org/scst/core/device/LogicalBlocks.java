package org.scst.core.device;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.scst.core.scsi.Outcome;

/**
 * The medium in logical blocks, for what core does with it in an initiator's name (third-party copies).
 *
 * <p><b>Purpose.</b> Reads, writes and copies a bounded number of blocks. Reservations, ranges, write protection and readiness were
 * judged before, and the device's fence is entered.
 *
 * <p><b>Threading.</b> Called on the device's context, many at a time; {@link #copiesFrom}, {@link #watches} and
 * {@link #beginWatching} on any nexus's executor.
 *
 * <p><b>Blocking.</b> Allowed but for those three.
 *
 * <p><b>Ownership.</b> Buffers are borrowed until the method returns.
 *
 * <p><b>Required or optional.</b> {@link #read} and {@link #write} are required.
 */
@ConsumerType
public interface LogicalBlocks {

    /**
     * Reads, appending the blocks to the buffer, which has room for them.
     *
     * @return GOOD, or what a READ would have ended with
     */
    Outcome read(long lba, int blocks, ByteBuf target);

    /**
     * Writes the readable bytes, which are whole blocks. They are as durable as after a WRITE without FUA.
     *
     * @return GOOD, or what a WRITE would have ended with
     */
    Outcome write(long lba, ByteBuf source);

    /** Whether {@link #copyFrom} is worth asking for this source; must not block. */
    default boolean copiesFrom(LogicalBlocks source) {
        return false;
    }

    /**
     * Copies from another device, or from elsewhere on this one, without moving the bytes through memory of this process. The ranges
     * do not overlap; both are whole numbers of blocks of both devices.
     *
     * @param bytes to copy
     * @return GOOD, or what a WRITE would have ended with; {@code null} when that cannot be had after all: then the range is read
     *     and written, whatever of it was copied
     */
    default Outcome copyFrom(LogicalBlocks source, long sourceLba, long lba, long bytes) {
        return null;
    }

    /** Makes blocks read as zeroes; they keep their storage. */
    Outcome zero(long lba, long blocks);

    /** Whether {@link #watch} works: every change of the medium comes by this device. */
    default boolean watches() {
        return false;
    }

    /** {@link #watch} will be asked once every command of the medium has left that is being processed now. */
    default void beginWatching() {}

    /**
     * Watches blocks from now on, until it is closed.
     *
     * @return {@code null} when {@link #beginWatching} was not asked before
     */
    default Watch watch(List<BlockRange> ranges) {
        return null;
    }

    /** Some blocks in a row. */
    record BlockRange(long lba, long blocks) {
        /** Whether it has a block of the other. */
        public boolean overlaps(BlockRange other) {
            return lba < other.lba + other.blocks && other.lba < lba + blocks;
        }
    }

    /**
     * Blocks that were as they are when the watch began, until one of them is to be changed.
     *
     * <p><i>Threading:</i> thread-safe.
     */
    interface Watch extends AutoCloseable {
        /** Whether one of them was changed, or may have been; true before it is. */
        boolean changed();

        @Override
        void close();
    }
}
