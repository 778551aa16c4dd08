package org.scst.core.internal.primary;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.Outcome;

/** TEST UNIT READY, answered from the logical unit's snapshot. <i>Threading:</i> stateless. */
final class TestUnitReady implements CommandHandler {
    @Override
    public Outcome process(DeviceCommand command) {
        Outcome notReady = ((Command) command).view().notReady();
        return notReady == null ? Outcome.GOOD : notReady;
    }
}
