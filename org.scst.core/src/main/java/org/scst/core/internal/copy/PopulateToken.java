package org.scst.core.internal.copy;

import java.util.concurrent.TimeUnit;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.logicalunit.RodToken;
import org.scst.core.internal.nexus.ChildWork;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;

/**
 * POPULATE TOKEN (SBC-3): makes a ROD token of blocks as they are now. No block is copied: a child has the medium watch them from here
 * on, judged as a READ.
 *
 * <p><i>Threading:</i> stateless.
 */
final class PopulateToken implements CopyCommand.Beginning {
    private static final int LIST_IDENTIFIER_OFFSET = 6;

    static CopyCommand command() {
        return new CopyCommand(TokenParameterList.MOST_BYTES, new PopulateToken());
    }

    @Override
    public void begin(Command command, byte[] bytes) throws CopyRefusedException {
        TokenParameterList.Populate list =
                TokenParameterList.Populate.read(bytes, command.view().blockLength());
        Place here = new MappedLogicalUnits(command.nexus()).at(LogicalUnitNumber.number(command.lun()));
        if (here == null) {
            throw new CopyRefusedException(Outcome.LOGICAL_UNIT_NOT_SUPPORTED);
        }
        OngoingCopy ongoing = OngoingCopy.begin(command, command.cdb().u32(LIST_IDENTIFIER_OFFSET), true, true);
        here.begin(command, new Watching(list, ongoing, here.unit()));
    }

    /** Begins to watch the blocks, after everything that was being written before. */
    private static final class Watching implements ChildWork {
        private final TokenParameterList.Populate list;
        private final OngoingCopy ongoing;
        private final LogicalUnit unit;
        private LogicalBlocks medium;
        private LogicalBlocks.Watch watch;

        Watching(TokenParameterList.Populate list, OngoingCopy ongoing, LogicalUnit unit) {
            this.list = list;
            this.ongoing = ongoing;
            this.unit = unit;
        }

        @Override
        public CommandDescriptor row() {
            return ChildRows.READ_IN_PLACE;
        }

        @Override
        public byte[] cdb() {
            return ChildRows.cdb(row(), 0, 0);
        }

        @Override
        public Outcome parse(DeviceCommand command) {
            LogicalBlocks blocks = ((Command) command).view().logicalBlocks();
            if (blocks == null || !blocks.watches()) {
                return Outcome.BUSY; // its device is being replaced by another kind
            }
            blocks.beginWatching();
            return null;
        }

        @Override
        public Outcome process(DeviceCommand command) {
            LogicalUnitView view = ((Command) command).view();
            for (BlockRange range : list.ranges()) {
                if (Long.compareUnsigned(range.lba(), view.capacity()) > 0
                        || range.blocks() > view.capacity() - range.lba()) {
                    return Outcome.LBA_OUT_OF_RANGE;
                }
            }
            return command.handOver();
        }

        @Override
        public Outcome processBlocking(DeviceCommand command) {
            medium = ((Command) command).view().logicalBlocks();
            watch = medium == null ? null : medium.watch(list.ranges());
            return watch == null ? Outcome.BUSY : Outcome.GOOD;
        }

        @Override
        public void ended(Outcome outcome) {
            if (ongoing.stopped() || outcome == null) {
                ongoing.failed(null);
                return;
            }
            if (!outcome.isSuccess()) {
                ongoing.end(outcome);
                return;
            }
            Command command = ongoing.command();
            RodToken token = unit.rodTokens()
                    .make(
                            creator(),
                            command.view().blockLength(),
                            list.ranges(),
                            medium,
                            watch,
                            TimeUnit.SECONDS.toNanos(list.timeoutSeconds()),
                            command.now());
            watch = null;
            ongoing.operation().copied(token.blocks() * command.view().blockLength());
            ongoing.operation().rodToken(token.bytes());
            ongoing.end(Outcome.GOOD);
        }

        @Override
        public void left() {
            if (watch != null) {
                watch.close();
            }
        }

        private DesignationDescriptor creator() {
            return unit.designators().stream()
                    .filter(one -> one.type() == DesignationDescriptor.Type.NAA)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
