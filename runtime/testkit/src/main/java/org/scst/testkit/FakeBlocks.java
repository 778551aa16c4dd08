package org.scst.testkit;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.scsi.Outcome;

/**
 * The medium of a {@link FakeDevice} for third-party copies, which ends as it is told.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class FakeBlocks implements LogicalBlocks {
    private final byte[] medium;
    private final List<String> done = new ArrayList<>();
    private final List<FakeWatch> watches = new ArrayList<>();
    private boolean begun;
    private Outcome outcome = Outcome.GOOD;
    private boolean shares;
    private boolean refuses;

    /** @param device whose medium it is */
    public FakeBlocks(FakeDevice device) {
        medium = device.medium();
    }

    /** How what comes next ends. */
    public void outcome(Outcome next) {
        outcome = next;
    }

    /** Whether it says that it copies from its like without them being read and written. */
    public void shares(boolean says) {
        shares = says;
    }

    /** Whether it cannot after all. */
    public void refuses(boolean all) {
        refuses = all;
    }

    /** What was done, in order: the operation, its first block, its blocks. */
    public List<String> done() {
        return List.copyOf(done);
    }

    @Override
    public Outcome read(long lba, int blocks, ByteBuf target) {
        done.add("read " + lba + " " + blocks);
        if (outcome.isSuccess()) {
            target.writeBytes(medium, (int) lba * FakeDevice.BLOCK, blocks * FakeDevice.BLOCK);
        }
        return outcome;
    }

    @Override
    public Outcome write(long lba, ByteBuf source) {
        int length = source.readableBytes();
        done.add("write " + lba + " " + length / FakeDevice.BLOCK);
        if (outcome.isSuccess()) {
            source.getBytes(source.readerIndex(), medium, (int) lba * FakeDevice.BLOCK, length);
        }
        return outcome;
    }

    @Override
    public boolean copiesFrom(LogicalBlocks source) {
        return shares && source instanceof FakeBlocks;
    }

    @Override
    public Outcome copyFrom(LogicalBlocks source, long sourceLba, long lba, long bytes) {
        done.add("copy " + sourceLba + " " + lba + " " + bytes / FakeDevice.BLOCK);
        if (refuses) {
            return null;
        }
        if (outcome.isSuccess()) {
            int from = (int) sourceLba * FakeDevice.BLOCK;
            System.arraycopy(((FakeBlocks) source).medium, from, medium, (int) lba * FakeDevice.BLOCK, (int) bytes);
        }
        return outcome;
    }

    /** Blocks are to be changed, by whomever: the watches on them are told. */
    public void changing(long lba, long blocks) {
        BlockRange range = new BlockRange(lba, blocks);
        watches.stream()
                .filter(watch -> watch.ranges.stream().anyMatch(range::overlaps))
                .forEach(FakeWatch::change);
    }

    /** Watches that are not closed. */
    public int watches(boolean open) {
        return (int) watches.stream().filter(watch -> watch.closed != open).count();
    }

    @Override
    public Outcome zero(long lba, long blocks) {
        done.add("zero " + lba + " " + blocks);
        if (outcome.isSuccess()) {
            int from = (int) lba * FakeDevice.BLOCK;
            Arrays.fill(medium, from, from + (int) blocks * FakeDevice.BLOCK, (byte) 0);
        }
        return outcome;
    }

    @Override
    public boolean watches() {
        return true;
    }

    @Override
    public void beginWatching() {
        begun = true;
    }

    @Override
    public Watch watch(List<BlockRange> ranges) {
        if (!begun) {
            return null;
        }
        FakeWatch watch = new FakeWatch(ranges);
        watches.add(watch);
        return watch;
    }

    private static final class FakeWatch implements Watch {
        private final List<BlockRange> ranges;
        private boolean changed;
        private boolean closed;

        FakeWatch(List<BlockRange> ranges) {
            this.ranges = ranges;
        }

        private void change() {
            changed = true;
        }

        @Override
        public boolean changed() {
            return changed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
