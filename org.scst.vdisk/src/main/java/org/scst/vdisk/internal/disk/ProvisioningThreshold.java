package org.scst.vdisk.internal.disk;

import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.AdditionalSense;

/**
 * The logical block provisioning threshold of a thin disk (SBC-4): initiators are told once when what is available has fallen to
 * it, and again when it has risen and falls once more. Measured in threshold sets, each of so many bytes.
 *
 * <p><i>Threading:</i> thread-safe by its monitor.
 */
final class ProvisioningThreshold {
    private static final int SET_SHIFT = 20;
    private static final long MOST_SETS = 0xFFFF_FFFFL;
    private final DeviceContext context;
    private final int blockShift;
    private long available = -1;
    private long count = -1;
    private boolean armed = true;

    ProvisioningThreshold(DeviceContext context, int blockShift) {
        this.context = context;
        this.blockShift = blockShift;
    }

    /** THRESHOLD EXPONENT: logical blocks of a threshold set, as a power of two. */
    int exponent() {
        return SET_SHIFT - blockShift;
    }

    /** Whole threshold sets in so many bytes. */
    long sets(long bytes) {
        return Math.min(bytes >>> SET_SHIFT, MOST_SETS);
    }

    /** Threshold sets that were available when last measured; -1 before. */
    synchronized long available() {
        return available;
    }

    /** So many bytes are available now. */
    synchronized void measured(long bytes) {
        available = sets(bytes);
        judge();
    }

    /** Has initiators told at another count of threshold sets from now on; -1 for never. */
    synchronized void set(long sets) {
        if (sets != count) {
            count = sets;
            armed = true;
            judge();
        }
    }

    /** The range around the threshold is one set wide, so that a count which goes up and down by one is told once. */
    private void judge() {
        if (available < 0 || count < 0) {
            return;
        }
        if (armed && available <= count) {
            armed = false;
            context.establish(AdditionalSense.THIN_PROVISIONING_SOFT_THRESHOLD_REACHED);
        } else if (available > count + 1) {
            armed = true;
        }
    }
}
