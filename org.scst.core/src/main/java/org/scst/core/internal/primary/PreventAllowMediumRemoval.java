package org.scst.core.internal.primary;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * PREVENT ALLOW MEDIUM REMOVAL: while one nexus prevents it, nobody ejects the medium. Only for media that can be removed.
 *
 * <p><i>Threading:</i> stateless but for the logical unit.
 */
final class PreventAllowMediumRemoval implements CommandHandler {
    private static final int PREVENT_BYTE = 4;
    private static final Outcome OBSOLETE = Outcome.check(Sense.invalidFieldInCdb(PREVENT_BYTE, 1));

    private final DeviceFacts facts;

    PreventAllowMediumRemoval(DeviceFacts facts) {
        this.facts = facts;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (command.cdb().bit(PREVENT_BYTE, 1)) {
            return OBSOLETE;
        }
        facts.logicalUnit()
                .preventRemoval(((Command) command).nexus(), command.cdb().bit(PREVENT_BYTE, 0));
        return Outcome.GOOD;
    }
}
