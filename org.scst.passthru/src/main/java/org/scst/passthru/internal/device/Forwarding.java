package org.scst.passthru.internal.device;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TimeoutClass;

/**
 * Passes commands through to the device. Beginning one may block, so a thread of the device does it: commands of one read batch in one
 * piece and in order, or each on a thread of its own where the way to the device needs that.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Forwarding implements CommandHandler {
    private final PassthroughDevice device;
    private final Passage passage;

    Forwarding(PassthroughDevice device, Passage passage) {
        this.device = device;
        this.passage = passage;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return passage.parse(command);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return device.way().synchronous() ? command.handOver() : command.handOverInBatch();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        CommandDescriptor row = command.descriptor();
        TimeoutClass allowed = row == null ? TimeoutClass.NORMAL : row.timeoutClass();
        new Exchange(device, command, passage, device.kind().timeout(allowed)).begin();
        return null;
    }
}
