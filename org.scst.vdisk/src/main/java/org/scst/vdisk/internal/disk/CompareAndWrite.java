package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * COMPARE AND WRITE: writes the second half of its data where the medium holds the first, with nobody else's write in between.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class CompareAndWrite implements CommandHandler {
    private static final int NUMBER_OF_BLOCKS = 13;
    private static final Outcome TOO_MANY_BLOCKS = Outcome.check(Sense.invalidFieldInCdb(NUMBER_OF_BLOCKS, 7));
    private final BlockMedium medium;
    private final Comparison comparison;

    CompareAndWrite(BlockMedium medium) {
        this.medium = medium;
        this.comparison = new Comparison(medium);
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        if (command.blocks() > medium.limits().compareAndWriteBlocks()) {
            return TOO_MANY_BLOCKS;
        }
        medium.beingChanged().begin();
        return TransferFields.protectionRefused(command.cdb());
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (command.data() == null) {
            return Outcome.GOOD;
        }
        // It may have been parsed by the server before this one.
        return medium.beingChanged().begun() ? command.handOver() : Outcome.BUSY;
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        int half = command.length() / 2;
        ByteBuf expected = command.data().slice(command.data().readerIndex(), half);
        ByteBuf next = command.data().slice(command.data().readerIndex() + half, half);
        boolean durable = !medium.writeCacheEnabled() || TransferFields.forceUnitAccess(command.cdb());
        try (BlocksBeingChanged.Range held = medium.beingChanged().hold(command.lba(), command.blocks())) {
            Outcome compared = comparison.equal(command, command.lba(), half, expected, 0);
            if (compared != Outcome.GOOD || command.aborted()) {
                return compared == Outcome.GOOD ? Outcome.TASK_ABORTED : compared;
            }
            medium.store().write(medium.bytes(command.lba()), next, durable);
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().writeFailed(command.lba(), e);
        }
    }
}
