package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.ModePage;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.Outcome;
import org.scst.core.store.BackingStore;
import org.scst.vdisk.internal.configuration.DiskSettings;

/**
 * What a drive whose medium is only read has in common with a disk.
 *
 * <p><i>Threading:</i> thread-safe. The store is its caller's.
 */
public final class ReadOnlyMedium {
    private final BlockMedium medium;
    private final Readiness readiness;
    private final StartStopCycles cycles;

    /** Over a store. */
    public ReadOnlyMedium(DiskSettings settings, BackingStore store, DeviceContext context, Readiness readiness) {
        MediumErrors errors = new MediumErrors(context, settings.geometry().blockShift(), System::nanoTime);
        this.medium = new BlockMedium(settings, store, null, context, errors);
        this.readiness = readiness;
        this.cycles = new StartStopCycles(context);
    }

    /** The commands that read it, and those that start, stop, load and eject it. */
    public CommandSet.Builder commands() {
        return CommandSet.builder()
                .add(new Read(medium), BlockCommands.READ_10, BlockCommands.READ_12)
                .add(new Verify(medium), BlockCommands.VERIFY_10)
                .add(new ReadCapacity(medium), BlockCommands.READ_CAPACITY_10)
                .add(new StartStopUnit(medium, readiness, cycles), BlockCommands.START_STOP_UNIT);
    }

    /** What reads the blocks of a command that a drive judges itself. */
    public CommandHandler reading() {
        return new PlainRead(medium);
    }

    /** Appends blocks to a buffer, on the device's context only; {@code null} when they could be read. */
    public Outcome read(long lba, int blocks, ByteBuf target) {
        try {
            medium.store().read(medium.bytes(lba), target, (int) medium.bytes(blocks));
            return null;
        } catch (IOException e) {
            return medium.errors().readFailed(lba, e);
        }
    }

    /** Power Condition, as a disk has it. */
    public static ModePage powerCondition() {
        return new PowerConditionModePage();
    }

    /** For an operator. */
    public MediumRemoval removal() {
        return new MediumRemoval(medium, readiness, cycles);
    }

    /** Number of blocks; 0 without medium. */
    public long blocks() {
        return medium.blocks();
    }
}
