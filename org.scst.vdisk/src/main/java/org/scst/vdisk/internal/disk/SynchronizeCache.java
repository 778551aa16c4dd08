package org.scst.vdisk.internal.disk;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * SYNCHRONIZE CACHE (10), (16). Whatever range is named, everything is made durable, which the standard allows. With IMMED the
 * answer does not wait for it.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class SynchronizeCache implements CommandHandler {
    private static final int IMMED_BYTE = 1;
    private static final int IMMED = 0x02;
    private final BlockMedium medium;

    SynchronizeCache(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if ((command.cdb().u8(IMMED_BYTE) & IMMED) != 0) {
            medium.flushInBackground();
            return Outcome.GOOD;
        }
        return medium.completeWhenDurable(command);
    }
}
