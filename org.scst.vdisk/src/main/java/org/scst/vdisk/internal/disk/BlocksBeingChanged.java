package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.scsi.Outcome;

/**
 * The ranges of blocks that are being changed now, so that what reads, decides and writes (COMPARE AND WRITE, ORWRITE) is one step
 * for every other writer.
 *
 * <p>Nobody keeps account of writes until the first such command: its {@link #begin} asks core to let everything leave that is being
 * processed, and whatever is processed later sees by one volatile read that it has to {@link #hold} what it writes.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, held for a look at a few ranges; {@link #hold} waits for whoever holds an
 * overlapping range, so it is called on the device's context only, and by nobody who holds one already.
 */
final class BlocksBeingChanged {
    private final DeviceContext context;
    private final List<Range> held = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();
    private Outcome shut;
    private volatile boolean kept;
    private volatile boolean begun;

    BlocksBeingChanged(DeviceContext context) {
        this.context = context;
    }

    /**
     * A command that needs the account is on its way: called before it is processed. It will be processed after everything that
     * had not seen the account was begun.
     */
    void begin() {
        if (begun) {
            return;
        }
        kept = true;
        context.awaitGrace(() -> {});
        // Only now: who finds this set may go on to the fence, which is closed until the others have left.
        begun = true;
    }

    /** Whether writers must {@link #hold} their range. */
    boolean kept() {
        return kept;
    }

    /** Whether {@link #begin} was called: not so in a device server that has just taken another's place. */
    boolean begun() {
        return begun;
    }

    /** Nobody changes blocks any more by {@link #hold}, until {@link #open}; waits for those who do. */
    synchronized void shut(Outcome refusal) {
        shut = refusal;
        tellWatches(new Range(0, Long.MAX_VALUE));
        awaitNobody(new Range(0, Long.MAX_VALUE));
    }

    /** Ends {@link #shut}. */
    synchronized void open() {
        shut = null;
    }

    /**
     * Waits until no overlapping range is held, then holds this one until it is closed.
     *
     * @throws RefusedException when all is shut
     */
    synchronized Range hold(long lba, long blocks) throws RefusedException {
        Range range = new Range(lba, blocks);
        awaitNobody(range);
        if (shut != null) {
            throw new RefusedException(shut);
        }
        held.add(range);
        tellWatches(range);
        return range;
    }

    /**
     * Watches blocks from now on: who is changing them is waited for, who comes later is noted. To be asked once the account is kept,
     * on the device's context.
     */
    synchronized LogicalBlocks.Watch watch(List<BlockRange> ranges) {
        Watched watch = new Watched(ranges);
        watched.add(watch);
        ranges.forEach(range -> awaitNobody(new Range(range.lba(), range.blocks())));
        return watch;
    }

    private void tellWatches(Range range) {
        watched.removeIf(watch -> watch.changedBy(range));
    }

    private synchronized void forget(Watched watch) {
        watched.remove(watch);
    }

    private void awaitNobody(Range range) {
        boolean interrupted = false;
        while (held.stream().anyMatch(range::overlaps)) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void letGo(Range range) {
        held.remove(range);
        notifyAll();
    }

    /** The medium as a whole is taken: a command that was on its way ends as those do that come later. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Outcome outcome;

        private RefusedException(Outcome outcome) {
            super("the whole medium is being worked on");
            this.outcome = outcome;
        }

        Outcome outcome() {
            return outcome;
        }
    }

    /** A range that is held until closed. */
    final class Range implements AutoCloseable {
        private final long first;
        private final long end;

        private Range(long lba, long blocks) {
            first = lba;
            end = lba + blocks;
        }

        private boolean overlaps(Range other) {
            return first < other.end && other.first < end;
        }

        @Override
        public void close() {
            letGo(this);
        }
    }

    /** Blocks that somebody wants to know unchanged. */
    private final class Watched implements LogicalBlocks.Watch {
        private final List<BlockRange> ranges;
        private volatile boolean changed;

        Watched(List<BlockRange> ranges) {
            this.ranges = ranges;
        }

        private boolean changedBy(Range range) {
            changed = ranges.stream().anyMatch(mine -> range.overlaps(new Range(mine.lba(), mine.blocks())));
            return changed;
        }

        @Override
        public boolean changed() {
            return changed;
        }

        @Override
        public void close() {
            forget(this);
        }
    }
}
