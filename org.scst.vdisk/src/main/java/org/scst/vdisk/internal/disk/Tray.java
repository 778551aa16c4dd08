package org.scst.vdisk.internal.disk;

import org.scst.core.scsi.AdditionalSense;

/**
 * Where a removable medium lies.
 *
 * <p><i>Threading:</i> called under the monitor of its {@link Readiness}; must not block.
 */
public interface Tray {
    /** Of a disk, which has none. */
    Tray NONE = new Tray() {
        @Override
        public AdditionalSense empty(boolean open) {
            return AdditionalSense.MEDIUM_NOT_PRESENT;
        }

        @Override
        public void moved(boolean open) {}
    };

    /** What is said while no medium is in reach. */
    AdditionalSense empty(boolean open);

    /** It was opened or closed. */
    void moved(boolean open);
}
