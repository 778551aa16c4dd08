package org.scst.vdisk.internal.disk;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * A command that reads, decides and writes as one step for every other writer: the account of what is being changed is kept from
 * its parsing on, and it is processed under that account only.
 *
 * <p><i>Threading:</i> thread-safe.
 */
abstract class IndivisibleWrite implements CommandHandler {
    private final BlockMedium medium;

    IndivisibleWrite(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        medium.beingChanged().begin();
        return TransferFields.judgeProtection(command, medium.protectionType());
    }

    @Override
    public final Outcome process(DeviceCommand command) {
        if (command.data() == null) {
            return Outcome.GOOD;
        }
        // It may have been parsed by the server before this one.
        return medium.beingChanged().begun() ? command.handOver() : Outcome.BUSY;
    }

    /** Whether its blocks came with protection information. */
    static boolean carriesProtection(DeviceCommand command) {
        return TransferFields.protect(command.cdb()) != 0;
    }

    final BlockMedium medium() {
        return medium;
    }

    /** Whether what it writes must be on the medium when it is answered. */
    final boolean durable(DeviceCommand command) {
        return !medium.writeCacheEnabled()
                || TransferFields.forceUnitAccess(command.cdb()) && !medium.cacheIsNonVolatile();
    }
}
