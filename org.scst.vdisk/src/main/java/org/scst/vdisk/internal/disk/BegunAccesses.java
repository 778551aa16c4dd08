package org.scst.vdisk.internal.disk;

import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * Those of a disk's reads, or of its writes, that its store carries out while nobody waits. There are as many objects as were in
 * use at a time, so that beginning one makes none.
 *
 * <p><i>Threading:</i> thread-safe; its lock is held for a few instructions.
 */
final class BegunAccesses {
    private final BlockMedium medium;
    private final Failed failed;
    private BegunAccess free;

    /** What a failure means. */
    @FunctionalInterface
    interface Failed {
        Outcome at(long lba, IOException failure);
    }

    BegunAccesses(BlockMedium medium, Failed failed) {
        this.medium = medium;
        this.failed = failed;
    }

    /**
     * One for this command. The store is given it, or else {@link #notBegun} has it back.
     *
     * @param hold on atomic writes until it has ended; 0 for none
     */
    BegunAccess take(DeviceCommand command, long hold) {
        BegunAccess taken = fromFree();
        taken.belongsTo(command, hold);
        return taken;
    }

    private synchronized BegunAccess fromFree() {
        BegunAccess first = free;
        if (first == null) {
            return new BegunAccess(this);
        }
        free = first.next;
        first.next = null;
        return first;
    }

    synchronized void giveBack(BegunAccess access) {
        access.next = free;
        free = access;
    }

    /** The store did not begin it. */
    void notBegun(BegunAccess access, long hold) {
        access.forget();
        giveBack(access);
        letGo(hold);
    }

    void ended(DeviceCommand command, long token, long lba, long hold, IOException failure) {
        letGo(hold);
        medium.complete(command, token, failure == null ? Outcome.GOOD : failed.at(lba, failure));
    }

    private void letGo(long hold) {
        if (hold != 0) {
            medium.atomicWrites().letGo(hold);
        }
    }
}
