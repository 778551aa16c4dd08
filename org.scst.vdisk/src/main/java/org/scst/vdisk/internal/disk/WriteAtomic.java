package org.scst.vdisk.internal.disk;

import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * WRITE ATOMIC (16): all of its blocks are written or none. With an ATOMIC BOUNDARY it might do so piece by piece, and does all in
 * one step nevertheless. It is durable when answered, with FUA or without. It could begin and end anywhere, but a disk may be told to
 * demand more of it.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class WriteAtomic extends IndivisibleWrite {
    private static final int ADDRESS = 2;
    private static final int ATOMIC_BOUNDARY = 10;
    private static final int TRANSFER_LENGTH = 12;
    private static final Outcome ADDRESS_REFUSED = Outcome.check(Sense.invalidFieldInCdb(ADDRESS, 7));
    private static final Outcome BOUNDARY_REFUSED = Outcome.check(Sense.invalidFieldInCdb(ATOMIC_BOUNDARY, 7));
    private static final Outcome LENGTH_REFUSED = Outcome.check(Sense.invalidFieldInCdb(TRANSFER_LENGTH, 7));

    WriteAtomic(BlockMedium medium) {
        super(medium);
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        BlockLimits limits = medium().limits();
        int most = limits.atomicBlocks();
        int granularity = Math.max(1, limits.atomicGranularityBlocks());
        if (command.lba() % granularity != 0) {
            return ADDRESS_REFUSED;
        }
        if (command.blocks() > most || command.blocks() % granularity != 0) {
            return LENGTH_REFUSED;
        }
        return command.cdb().u16(ATOMIC_BOUNDARY) > most ? BOUNDARY_REFUSED : super.parse(command);
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        try (BlocksBeingChanged.Range held = medium().beingChanged().hold(command.lba(), command.blocks())) {
            medium().atomicWrites().write(medium().bytes(command.lba()), command.data());
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium().errors().writeFailed(command.lba(), e);
        }
    }
}
