package org.scst.vdisk.internal.disk;

import java.io.IOException;

/**
 * Takes a medium out and puts it back for an operator, as START STOP UNIT does for an initiator.
 *
 * <p><i>Threading:</i> thread-safe; on the device's context only.
 */
public final class MediumRemoval {
    private final BlockMedium medium;
    private final Readiness readiness;
    private final StartStopCycles cycles;

    MediumRemoval(BlockMedium medium, Readiness readiness, StartStopCycles cycles) {
        this.medium = medium;
        this.readiness = readiness;
        this.cycles = cycles;
    }

    /**
     * Takes it out.
     *
     * @param force even when an initiator prevents it
     * @throws IOException when it cannot be taken out
     */
    public void eject(boolean force) throws IOException {
        if (!medium.settings().medium().removable()) {
            throw new IOException("its medium cannot be taken out: removable = false");
        }
        if (medium.removalPrevented() && !force) {
            throw new IOException("an initiator prevents the removal of its medium, as one that has mounted it does");
        }
        if (!readiness.ejected()) {
            medium.flush();
            readiness.stop(true);
            cycles.stopped(true);
        }
    }

    /** Puts back what was taken out. */
    public void load() throws IOException {
        if (!medium.settings().medium().removable()) {
            throw new IOException("its medium is always in it: removable = false");
        }
        readiness.start(true);
    }
}
