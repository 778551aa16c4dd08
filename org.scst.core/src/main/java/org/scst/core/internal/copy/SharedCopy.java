package org.scst.core.internal.copy;

import java.util.function.Consumer;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.internal.nexus.ChildWork;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;

/**
 * A piece that the destination's storage copies from the source's by itself. A child is at the source, so that nobody resets, replaces
 * or withdraws that meanwhile; its own child copies, on the destination's context.
 *
 * <p><i>Threading:</i> confined to the nexus's executor, but for the copying.
 */
final class SharedCopy implements ChildWork {
    /** The storage cannot: read and write instead. */
    static final Outcome UNAVAILABLE =
            Outcome.check(SenseKey.COPY_ABORTED, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);

    private final BlockTransfer.Run source;
    private final BlockTransfer.Run destination;
    private final long bytes;
    private final Listener listener;
    private Outcome copied;

    /** Hears of its end. */
    @FunctionalInterface
    interface Listener {
        /** As {@link BlockTransfer.Listener#ended}; {@link #UNAVAILABLE} when nothing was done. */
        void ended(boolean atSource, Outcome outcome);
    }

    /** @param bytes whole blocks of both, from where the runs begin */
    SharedCopy(BlockTransfer.Run source, BlockTransfer.Run destination, long bytes, Listener listener) {
        this.source = source;
        this.destination = destination;
        this.bytes = bytes;
        this.listener = listener;
    }

    @Override
    public CommandDescriptor row() {
        return ChildRows.READ_IN_PLACE;
    }

    @Override
    public byte[] cdb() {
        return ChildRows.cdb(row(), source.lba(), (int) source.blocks(bytes));
    }

    @Override
    public Outcome process(DeviceCommand command) {
        Command atSource = (Command) command;
        LogicalBlocks from = atSource.view().logicalBlocks();
        if (from == null || !destination.place().mapped(atSource.nexus())) {
            copied = ChildWork.NOT_REACHABLE;
            return Outcome.GOOD;
        }
        long token = command.token();
        destination
                .place()
                .begin(
                        atSource,
                        new AtDestination(
                                from, outcome -> copied = outcome, () -> atSource.answer(token, Outcome.GOOD)));
        return null;
    }

    @Override
    public void ended(Outcome outcome) {
        boolean atSource = outcome == null || !outcome.isSuccess() && copied == null;
        listener.ended(atSource, atSource ? outcome : copied);
    }

    private final class AtDestination implements ChildWork {
        private final LogicalBlocks from;
        private final Consumer<Outcome> done;
        private final Runnable nothingLeft;

        /** @param nothingLeft runs when storage reads the source no more, which may be long after the initiator was answered */
        AtDestination(LogicalBlocks from, Consumer<Outcome> done, Runnable nothingLeft) {
            this.from = from;
            this.done = done;
            this.nothingLeft = nothingLeft;
        }

        @Override
        public CommandDescriptor row() {
            return ChildRows.WRITE;
        }

        @Override
        public byte[] cdb() {
            return ChildRows.cdb(row(), destination.lba(), (int) destination.blocks(bytes));
        }

        @Override
        public Outcome process(DeviceCommand command) {
            return command.handOver();
        }

        @Override
        public Outcome processBlocking(DeviceCommand command) {
            LogicalBlocks to = ((Command) command).view().logicalBlocks();
            if (command.aborted() || to == null) {
                return command.aborted() ? Outcome.TASK_ABORTED : ChildWork.NOT_REACHABLE;
            }
            Outcome outcome = to.copyFrom(from, source.lba(), command.lba(), bytes);
            return outcome == null ? UNAVAILABLE : outcome;
        }

        @Override
        public void ended(Outcome outcome) {
            done.accept(outcome);
        }

        @Override
        public void left() {
            nothingLeft.run();
        }
    }
}
