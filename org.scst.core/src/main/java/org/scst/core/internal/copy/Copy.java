package org.scst.core.internal.copy;

import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;

/**
 * One EXTENDED COPY in progress: segment by segment. A segment finds its copy source and copy destination when its turn comes, and
 * what it does there is done by children.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class Copy implements BlockTransfer.Listener {
    private final Command command;
    private final CopyParameterList list;
    private final OngoingCopy ongoing;
    private final MappedLogicalUnits mapped;
    private int segment;

    Copy(CopyParameterList list, OngoingCopy ongoing) {
        this.command = ongoing.command();
        this.list = list;
        this.ongoing = ongoing;
        this.mapped = new MappedLogicalUnits(command.nexus());
    }

    /** Begins the first segment, or the next. */
    void next() {
        if (ongoing.stopped()) {
            ongoing.failed(null);
        } else if (segment == list.segments().size()) {
            ongoing.end(Outcome.GOOD);
        } else {
            begin(list.segments().get(segment));
        }
    }

    private void begin(SegmentDescriptor descriptor) {
        try {
            switch (descriptor) {
                case SegmentDescriptor.BlockToBlock blocks -> transfer(blocks).next();
                case SegmentDescriptor.VerifyDevice verify -> verify(verify);
            }
        } catch (CopyRefusedException refused) {
            ongoing.end(OngoingCopy.inSegment(refused.outcome(), segment));
        }
    }

    private BlockTransfer transfer(SegmentDescriptor.BlockToBlock blocks) throws CopyRefusedException {
        Place source = place(blocks.source());
        Place destination = place(blocks.destination());
        int counted = blocks.blocksOfDestination() ? destination.blockLength() : source.blockLength();
        long bytes = (long) blocks.blocks() * counted;
        if (bytes % source.blockLength() != 0 || bytes % destination.blockLength() != 0) {
            throw CopyRefusedException.aborted(AdditionalSense.UNEXPECTED_INEXACT_SEGMENT);
        }
        if (!source.holds(blocks.sourceLba(), bytes) || !destination.holds(blocks.destinationLba(), bytes)) {
            // The descriptor's error, no device's (SPC-5 5.17.7.4); so nothing moves before it is told.
            throw CopyRefusedException.aborted(AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
        }
        return new BlockTransfer(
                command,
                new BlockTransfer.Run(source, blocks.sourceLba()),
                new BlockTransfer.Run(destination, blocks.destinationLba()),
                bytes,
                this);
    }

    private void verify(SegmentDescriptor.VerifyDevice verify) throws CopyRefusedException {
        Place place = place(verify.source());
        if (verify.testUnitReady()) {
            place.begin(command, new BlockTransfer.ReadinessTest(outcome -> ended(true, outcome)));
        } else {
            ended(true, Outcome.GOOD);
        }
    }

    private Place place(int identifier) throws CopyRefusedException {
        if (identifier == CopyLimits.COPY_MANAGER_ID) {
            return usable(mapped.at(LogicalUnitNumber.number(command.lun())));
        }
        if (identifier >= list.sourcesAndDestinations().size()) {
            throw CopyRefusedException.aborted(AdditionalSense.UNREACHABLE_COPY_TARGET);
        }
        CscdDescriptor wanted = list.sourcesAndDestinations().get(identifier);
        Place found = usable(wanted.designator() == null ? null : mapped.find(wanted.designator()));
        boolean otherBlocks = wanted.blockLength() != 0 && wanted.blockLength() != found.blockLength();
        if (otherBlocks || wanted.peripheralDeviceType() != PeripheralDeviceType.DIRECT_ACCESS_BLOCK.code()) {
            throw CopyRefusedException.aborted(AdditionalSense.INCORRECT_COPY_TARGET_DEVICE_TYPE);
        }
        return found;
    }

    private static Place usable(Place place) throws CopyRefusedException {
        if (place == null) {
            throw CopyRefusedException.aborted(AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE);
        }
        if (place.blocks() == null) {
            throw CopyRefusedException.aborted(AdditionalSense.INCORRECT_COPY_TARGET_DEVICE_TYPE);
        }
        return place;
    }

    @Override
    public void written(long count) {
        ongoing.operation().copied(count);
    }

    @Override
    public void ended(boolean atSource, Outcome outcome) {
        if (outcome != null && outcome.isSuccess()) {
            ongoing.operation().segmentDone();
            segment++;
            next();
        } else {
            ongoing.failed(outcome, segment, atSource);
        }
    }
}
