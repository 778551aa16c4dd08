package org.scst.core.internal.logicalunit;

import java.util.List;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.scsi.AdditionalSense;

/**
 * A ROD token and what it stands for: blocks of one logical unit as they were when it was made (point in time copy, change
 * vulnerable). It is cancelled when one of them is to be changed; nothing is kept aside for it.
 *
 * <p><i>Threading:</i> thread-safe by its monitor.
 */
public final class RodToken {
    private final byte[] bytes;
    private final List<BlockRange> ranges;
    private final LogicalBlocks medium;
    private final LogicalBlocks.Watch watch;
    private final long timeoutNanos;
    private long usedAt;
    private int users;
    private AdditionalSense invalid;

    RodToken(
            byte[] bytes,
            List<BlockRange> ranges,
            LogicalBlocks medium,
            LogicalBlocks.Watch watch,
            long timeoutNanos,
            long now) {
        this.bytes = bytes;
        this.ranges = List.copyOf(ranges);
        this.medium = medium;
        this.watch = watch;
        this.timeoutNanos = timeoutNanos;
        this.usedAt = now;
    }

    /** As initiators have it, a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The blocks, in the order of the data. */
    public List<BlockRange> ranges() {
        return ranges;
    }

    /** How many blocks. */
    public long blocks() {
        return ranges.stream().mapToLong(BlockRange::blocks).sum();
    }

    /**
     * Why it cannot be used; {@code null} when it can.
     *
     * @param current the medium of its logical unit now: another one is another's content
     */
    public synchronized AdditionalSense invalid(LogicalBlocks current, long now) {
        if (invalid == null && (current != medium || watch.changed())) {
            end(AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_CANCELLED);
        } else if (invalid == null && users == 0 && now - usedAt > timeoutNanos) {
            end(AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_EXPIRED);
        }
        return invalid;
    }

    /** A copy begins to use it: it does not expire meanwhile. */
    public synchronized void use() {
        users++;
    }

    /** A copy uses it no more: its inactivity begins. */
    public synchronized void leave(long now) {
        users--;
        usedAt = now;
    }

    /** Its initiator needs it no more. */
    public void delete() {
        end(AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_DELETED);
    }

    /** It has to make room. */
    void cancel() {
        end(AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_CANCELLED);
    }

    private synchronized void end(AdditionalSense why) {
        if (invalid == null) {
            invalid = why;
            watch.close();
        }
    }
}
