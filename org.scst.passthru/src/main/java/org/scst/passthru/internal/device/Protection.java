package org.scst.passthru.internal.device;

import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * Commands with an RDPROTECT, WRPROTECT or VRPROTECT field: protection information does not pass through, so initiators are told that the
 * device has none, and one that asks for it is refused.
 *
 * <p><i>Threading:</i> stateless.
 */
final class Protection implements Passage {
    private static final int READ_6 = 0x08;
    private static final int WRITE_6 = 0x0A;
    private static final int PROTECT = 0xE0;
    private static final int LONG_PLACE = 10;

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        int code = cdb.operationCode();
        if (code == READ_6 || code == WRITE_6) {
            return null;
        }
        int at = code == Cdb.VARIABLE_LENGTH ? LONG_PLACE : 1;
        return (cdb.u8(at) & PROTECT) == 0 ? null : Outcome.check(Sense.invalidFieldInCdb(at, 7));
    }
}
