package org.scst.passthru.internal.device;

import java.util.Set;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * Commands that no row describes, vendor specific ones for the most part: the device is the judge of them, and what the initiator announces
 * is what moves. Those that would act on the device's own nexus, its ports or its neighbours are refused.
 *
 * <p><i>Threading:</i> stateless.
 */
final class OtherCommands implements Passage {
    /** Copies of every kind, whose addresses are those of the device's neighbours; access controls; RESERVE and its like. */
    private static final Set<Integer> REFUSED =
            Set.of(0x16, 0x17, 0x18, 0x39, 0x3A, 0x56, 0x57, 0x83, 0x84, 0x86, 0x87, 0xA0);

    private static final int PERSISTENT_RESERVE_IN = 0x5E;
    private static final int PERSISTENT_RESERVE_OUT = 0x5F;
    private static final int MAINTENANCE_IN = 0xA3;
    private static final int SERVICE_ACTION_IN = 0x9E;
    private static final int MAINTENANCE_OUT = 0xA4;
    /** Target port groups and aliases, of ports that initiators do not see. */
    private static final Set<Integer> REFUSED_ACTIONS = Set.of(0x0A, 0x0B);

    private static final int LONGEST_CDB = 32;
    private static final Outcome SERVICE_ACTION = Outcome.check(Sense.invalidFieldInCdb(1, 4));

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        int code = cdb.operationCode();
        if (REFUSED.contains(code) || cdb.length() > LONGEST_CDB) {
            return Outcome.INVALID_OPERATION_CODE;
        }
        if (code == PERSISTENT_RESERVE_IN || code == PERSISTENT_RESERVE_OUT) {
            return SERVICE_ACTION; // those that there are core answers
        }
        boolean maintenance = code == MAINTENANCE_IN || code == MAINTENANCE_OUT;
        if (maintenance && REFUSED_ACTIONS.contains(cdb.serviceAction())) {
            return SERVICE_ACTION;
        }
        // Nobody knows what it writes; what by its operation code only asks may pass.
        boolean asks = code == MAINTENANCE_IN || code == SERVICE_ACTION_IN;
        return !asks && command.writeProtected() ? Outcome.WRITE_PROTECTED : null;
    }
}
