package org.scst.user.internal.full;

import java.util.BitSet;
import java.util.Set;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * Commands that no row of the platform describes: those whose operation code the process has registered are its own to judge, and what the
 * initiator announces is what moves.
 *
 * <p><i>Threading:</i> immutable.
 */
final class UnrowedCommands implements CommandRule {
    private static final int SERVICE_ACTION_IN = 0x9E;
    private static final int MAINTENANCE_IN = 0xA3;
    private static final int MAINTENANCE_OUT = 0xA4;
    /** Target port groups and aliases, of ports that are the platform's. */
    private static final Set<Integer> PORTS = Set.of(0x0A, 0x0B);

    private static final Outcome SERVICE_ACTION = Outcome.check(Sense.invalidFieldInCdb(1, 4));

    private final BitSet operationCodes;

    UnrowedCommands(BitSet operationCodes) {
        this.operationCodes = operationCodes;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        int code = cdb.operationCode();
        if (!operationCodes.get(code)) {
            return Outcome.INVALID_OPERATION_CODE;
        }
        boolean maintenance = code == MAINTENANCE_IN || code == MAINTENANCE_OUT;
        if (maintenance && PORTS.contains(cdb.serviceAction())) {
            return SERVICE_ACTION;
        }
        // Nobody knows what it writes; what by its operation code only asks may pass.
        boolean asks = code == MAINTENANCE_IN || code == SERVICE_ACTION_IN;
        return !asks && command.writeProtected() ? Outcome.WRITE_PROTECTED : null;
    }
}
