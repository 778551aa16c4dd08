package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * COMPARE AND WRITE: writes the second half of its data where the medium holds the first, with nobody else's write in between.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class CompareAndWrite extends IndivisibleWrite {
    private static final int NUMBER_OF_BLOCKS = 13;
    private static final Outcome TOO_MANY_BLOCKS = Outcome.check(Sense.invalidFieldInCdb(NUMBER_OF_BLOCKS, 7));
    private final Comparison comparison;

    CompareAndWrite(BlockMedium medium) {
        super(medium);
        this.comparison = new Comparison(medium);
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        if (command.blocks() > medium().limits().compareAndWriteBlocks()) {
            return TOO_MANY_BLOCKS;
        }
        return super.parse(command);
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (medium().outdated(command)) {
            return Outcome.BUSY;
        }
        int half = command.length() / 2;
        ByteBuf expected = command.data().slice(command.data().readerIndex(), half);
        ByteBuf next = command.data().slice(command.data().readerIndex() + half, half);
        try (BlocksBeingChanged.Range held = medium().beingChanged().hold(command.lba(), command.blocks())) {
            if (carriesProtection(command)) {
                return medium().protectedBlocks().compareAndWrite(command);
            }
            Outcome compared = comparison.equal(command, command.lba(), half, expected, 0);
            if (compared != Outcome.GOOD || command.aborted()) {
                return compared == Outcome.GOOD ? Outcome.TASK_ABORTED : compared;
            }
            medium().store().write(medium().bytes(command.lba()), next, durable(command));
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium().errors().writeFailed(command.lba(), e);
        }
    }
}
