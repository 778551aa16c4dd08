package org.scst.core.internal.copy;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.internal.nexus.ChildWork;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;

/**
 * Moves a run of blocks from one place to another, piece by piece: by the storage itself as long as that can, else one child reads, on
 * the source's context, and the next one writes, on the destination's. Where the two runs overlap it goes from the end that is safe.
 *
 * <p><i>Threading:</i> confined to the nexus's executor, but for what the children do on the devices' contexts.
 */
final class BlockTransfer {
    private final Command parent;
    private final Run source;
    private final Run destination;
    private final long bytes;
    private final Listener listener;
    private final boolean backwards;
    private final Supplier<Outcome> guard;
    private boolean shared;
    private long done;

    /** Hears of it. */
    interface Listener {
        /** So many bytes more are at the destination. */
        void written(long count);

        /**
         * It has ended.
         *
         * @param atSource who has ended it, when it was not everything
         * @param outcome GOOD, or of the piece that failed; {@code null} when that was aborted
         */
        void ended(boolean atSource, Outcome outcome);
    }

    /** Where a run of blocks begins. */
    record Run(Place place, long lba) {
        long blocks(long bytes) {
            return bytes / place.blockLength();
        }

        private Run from(long offset) {
            return new Run(place, lba + blocks(offset));
        }

        /** Whether another run of the same length begins within this one. */
        private boolean overlaps(Run later, long bytes) {
            return place.unit() == later.place.unit()
                    && Long.compareUnsigned(later.lba, lba) >= 0
                    && Long.compareUnsigned(later.lba - lba, blocks(bytes)) < 0;
        }
    }

    /** @param bytes whole blocks of both */
    BlockTransfer(Command parent, Run source, Run destination, long bytes, Listener listener) {
        this(parent, source, destination, bytes, listener, () -> null);
    }

    /** @param guard asked after each piece was read: why that is not to be used, or {@code null} */
    BlockTransfer(Command parent, Run source, Run destination, long bytes, Listener listener, Supplier<Outcome> guard) {
        this.guard = guard;
        this.parent = parent;
        this.source = source;
        this.destination = destination;
        this.bytes = bytes;
        this.listener = listener;
        this.backwards = source.overlaps(destination, bytes);
        this.shared = !backwards && !destination.overlaps(source, bytes) && sharable();
    }

    /** A medium that takes no part any more is found out by the first piece. */
    private boolean sharable() {
        LogicalBlocks from = source.place.blocks();
        LogicalBlocks to = destination.place.blocks();
        return from != null && to != null && to.copiesFrom(from);
    }

    /** Begins with the first piece, or goes on with the next. */
    void next() {
        if (done == bytes) {
            listener.ended(false, Outcome.GOOD);
            return;
        }
        if (!source.place.mapped(parent.nexus())) {
            listener.ended(true, ChildWork.NOT_REACHABLE);
            return;
        }
        source.place.begin(parent, shared ? sharedPiece() : readPiece());
    }

    private ChildWork readPiece() {
        int length = (int) Math.min(CopyLimits.PIECE_BYTES, bytes - done);
        return new ReadPiece(backwards ? bytes - done - length : done, length);
    }

    private ChildWork sharedPiece() {
        int length = (int) Math.min(CopyLimits.SHARED_PIECE_BYTES, bytes - done);
        return new SharedCopy(source.from(done), destination.from(done), length, (atSource, outcome) -> {
            Outcome refused = guard.get();
            if (refused != null) {
                listener.ended(true, refused);
            } else if (outcome != null && outcome.isSuccess()) {
                written(length);
            } else if (outcome == SharedCopy.UNAVAILABLE || Outcome.BUSY.equals(outcome)) {
                shared = false;
                next();
            } else {
                listener.ended(atSource, outcome);
            }
        });
    }

    private void write(long offset, ByteBuf data) {
        if (!destination.place.mapped(parent.nexus())) {
            data.release();
            listener.ended(false, ChildWork.NOT_REACHABLE);
            return;
        }
        destination.place.begin(parent, new WritePiece(offset, data));
    }

    private void written(int length) {
        done += length;
        listener.written(length);
        next();
    }

    /** What both children have in common: their blocks, and that they run on the device's context. */
    private abstract static class Piece implements ChildWork {
        private final CommandDescriptor row;
        private final byte[] cdb;

        Piece(CommandDescriptor row, Run run, long offset, int length) {
            this.row = row;
            this.cdb = ChildRows.cdb(row, run.lba + run.blocks(offset), (int) run.blocks(length));
        }

        @Override
        public CommandDescriptor row() {
            return row;
        }

        @Override
        public byte[] cdb() {
            return cdb;
        }

        @Override
        public Outcome process(DeviceCommand command) {
            return command.handOver();
        }

        @Override
        public Outcome processBlocking(DeviceCommand command) {
            if (command.aborted()) {
                return Outcome.TASK_ABORTED;
            }
            LogicalBlocks blocks = ((Command) command).view().logicalBlocks();
            return blocks == null ? ChildWork.NOT_REACHABLE : move(blocks, command);
        }

        abstract Outcome move(LogicalBlocks blocks, DeviceCommand command);
    }

    private final class ReadPiece extends Piece {
        private final long offset;
        private ByteBuf data;

        ReadPiece(long offset, int length) {
            super(ChildRows.READ, source, offset, length);
            this.offset = offset;
        }

        @Override
        Outcome move(LogicalBlocks blocks, DeviceCommand command) {
            return blocks.read(command.lba(), (int) command.blocks(), command.data());
        }

        @Override
        public void data(ByteBuf read) {
            data = read;
        }

        @Override
        public void ended(Outcome outcome) {
            Outcome refused = guard.get();
            if (refused == null && data != null && outcome != null && outcome.isSuccess()) {
                write(offset, data);
                return;
            }
            if (data != null) {
                data.release();
            }
            listener.ended(true, refused == null ? outcome : refused);
        }
    }

    private final class WritePiece extends Piece {
        private final ByteBuf data;
        private final int length;

        WritePiece(long offset, ByteBuf data) {
            super(ChildRows.WRITE, destination, offset, data.readableBytes());
            this.data = data;
            this.length = data.readableBytes();
        }

        @Override
        Outcome move(LogicalBlocks blocks, DeviceCommand command) {
            return blocks.write(command.lba(), data);
        }

        @Override
        public void ended(Outcome outcome) {
            if (outcome != null && outcome.isSuccess()) {
                written(length);
            } else {
                listener.ended(false, outcome);
            }
        }

        @Override
        public void left() {
            data.release();
        }
    }

    /** Looks whether a logical unit is ready, as TEST UNIT READY does. */
    static final class ReadinessTest implements ChildWork {
        private static final byte[] TEST_UNIT_READY = new byte[6];
        private final Consumer<Outcome> ended;

        ReadinessTest(Consumer<Outcome> ended) {
            this.ended = ended;
        }

        @Override
        public CommandDescriptor row() {
            return ChildRows.TEST_UNIT_READY;
        }

        @Override
        public byte[] cdb() {
            return TEST_UNIT_READY.clone();
        }

        @Override
        public Outcome process(DeviceCommand command) {
            return Outcome.GOOD;
        }

        @Override
        public void ended(Outcome outcome) {
            ended.accept(outcome);
        }
    }
}
