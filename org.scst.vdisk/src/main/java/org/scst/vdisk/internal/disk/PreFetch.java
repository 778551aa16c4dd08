package org.scst.vdisk.internal.disk;

import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * PRE-FETCH (10), (16): the store is told that the range is wanted soon. The answer is GOOD, not CONDITION MET, because nobody
 * promises that the cache has room for it.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class PreFetch implements CommandHandler {
    private final BlockMedium medium;

    PreFetch(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        long blocks = command.blocks() == 0 ? medium.blocks() - command.lba() : command.blocks();
        try {
            if (blocks > 0) {
                medium.store().prefetch(medium.bytes(command.lba()), medium.bytes(blocks));
            }
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(command.lba(), e);
        }
    }
}
