package org.scst.core.internal.copy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.internal.logicalunit.RodToken;
import org.scst.core.internal.nexus.ChildWork;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;

/**
 * One WRITE USING TOKEN in progress. The data of a token is its ranges one after another, and so is what is written: both are cut where
 * either of them has an end. After each piece that was read the token is asked whether that was still what it stands for.
 *
 * <p><i>Threading:</i> confined to the nexus's executor, but for the writing of zeroes.
 */
final class TokenTransfer implements BlockTransfer.Listener {
    private static final long ZEROED_AT_ONCE = 32L << 20;

    private final OngoingCopy ongoing;
    private final Place here;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final List<BlockRange> ranges;
    private Source source;

    /**
     * What is copied.
     *
     * @param place of the logical unit that has made the token
     * @param skipped bytes of the token's data that are left out
     * @param delete whether the token is deleted in the end
     */
    record Source(Place place, RodToken token, long skipped, boolean delete) {}

    private record Piece(long sourceLba, long lba, long bytes) {}

    TokenTransfer(OngoingCopy ongoing, Place here, List<BlockRange> ranges) {
        this.ongoing = ongoing;
        this.here = here;
        this.ranges = ranges;
    }

    /** Writes zeroes. */
    void zero() {
        long most = ZEROED_AT_ONCE / here.blockLength();
        for (BlockRange range : ranges) {
            for (long done = 0; done < range.blocks(); done += most) {
                long blocks = Math.min(most, range.blocks() - done);
                pieces.add(new Piece(0, range.lba() + done, blocks * here.blockLength()));
            }
        }
        next();
    }

    /** Writes what a token stands for, as far as that goes. */
    void copy(Source from) {
        source = from;
        from.token().use();
        if (cut()) {
            next();
        } else {
            // A block of one of the two would be made of parts of two runs of the other.
            end(Outcome.check(SenseKey.COPY_ABORTED, AdditionalSense.UNEXPECTED_INEXACT_SEGMENT));
        }
    }

    /** Cuts both into pieces; {@code false} when a piece is not a whole number of blocks of both. */
    private boolean cut() {
        int sourceBlock = source.place().blockLength();
        int block = here.blockLength();
        Deque<BlockRange> left = new ArrayDeque<>(source.token().ranges());
        long skip = source.skipped();
        while (!left.isEmpty() && skip >= left.peek().blocks() * sourceBlock) {
            skip -= left.poll().blocks() * sourceBlock;
        }
        for (BlockRange range : ranges) {
            long written = 0;
            long length = range.blocks() * block;
            while (written < length && !left.isEmpty()) {
                BlockRange run = left.peek();
                long available = run.blocks() * sourceBlock - skip;
                long bytes = Math.min(available, length - written);
                if (bytes % block != 0 || bytes % sourceBlock != 0 || skip % sourceBlock != 0) {
                    return false;
                }
                pieces.add(new Piece(run.lba() + skip / sourceBlock, range.lba() + written / block, bytes));
                written += bytes;
                skip = bytes == available ? 0 : skip + bytes;
                if (bytes == available) {
                    left.poll();
                }
            }
            if (written < length) {
                ongoing.operation().partial();
            }
        }
        return true;
    }

    private void next() {
        if (ongoing.stopped()) {
            failed(null);
            return;
        }
        Piece piece = pieces.poll();
        if (piece == null) {
            end(Outcome.GOOD);
        } else if (!here.mapped(ongoing.command().nexus())) {
            failed(ChildWork.NOT_REACHABLE);
        } else if (source == null) {
            here.begin(ongoing.command(), new Zeroing(piece));
        } else {
            new BlockTransfer(
                            ongoing.command(),
                            new BlockTransfer.Run(source.place(), piece.sourceLba),
                            new BlockTransfer.Run(here, piece.lba),
                            piece.bytes,
                            this,
                            this::stillValid)
                    .next();
        }
    }

    private Outcome stillValid() {
        AdditionalSense invalid = source.token()
                .invalid(source.place().blocks(), ongoing.command().now());
        return invalid == null ? null : Outcome.check(SenseKey.ILLEGAL_REQUEST, invalid);
    }

    @Override
    public void written(long count) {
        ongoing.operation().copied(count);
    }

    @Override
    public void ended(boolean atSource, Outcome outcome) {
        if (outcome != null && outcome.isSuccess()) {
            next();
        } else if (!ongoing.stopped() && source != null && stillValid() != null) {
            end(stillValid());
        } else {
            failed(outcome);
        }
    }

    private void failed(Outcome outcome) {
        leaveToken();
        ongoing.failed(outcome);
    }

    private void end(Outcome outcome) {
        leaveToken();
        ongoing.end(outcome);
    }

    private void leaveToken() {
        if (source != null) {
            source.token().leave(ongoing.command().now());
            if (source.delete()) {
                source.token().delete();
            }
        }
    }

    private final class Zeroing implements ChildWork {
        private final Piece piece;

        Zeroing(Piece piece) {
            this.piece = piece;
        }

        @Override
        public CommandDescriptor row() {
            return ChildRows.WRITE;
        }

        @Override
        public byte[] cdb() {
            return ChildRows.cdb(row(), piece.lba, (int) (piece.bytes / here.blockLength()));
        }

        @Override
        public Outcome process(DeviceCommand command) {
            return command.handOver();
        }

        @Override
        public Outcome processBlocking(DeviceCommand command) {
            LogicalBlocks blocks = ((Command) command).view().logicalBlocks();
            if (command.aborted() || blocks == null) {
                return command.aborted() ? Outcome.TASK_ABORTED : ChildWork.NOT_REACHABLE;
            }
            return blocks.zero(command.lba(), command.blocks());
        }

        @Override
        public void ended(Outcome outcome) {
            if (outcome != null && outcome.isSuccess()) {
                written(piece.bytes);
            }
            TokenTransfer.this.ended(false, outcome);
        }
    }
}
