package org.scst.core.internal.copy;

import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.nexus.CopyOperation;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * COPY OPERATION ABORT (SPC-4): ends a copy of the same I_T_L nexus by its list identifier. GOOD means that it has ended and nothing
 * of it is written any more.
 *
 * <p><i>Threading:</i> stateless.
 */
final class CopyOperationAbort implements CommandHandler {
    private static final int LIST_IDENTIFIER_OFFSET = 2;
    private static final Outcome UNKNOWN = Outcome.check(Sense.invalidFieldInCdb(LIST_IDENTIFIER_OFFSET, 7));

    @Override
    public Outcome process(DeviceCommand command) {
        Command own = (Command) command;
        CopyOperation operation = own.copyOperations().find(command.cdb().u32(LIST_IDENTIFIER_OFFSET));
        if (operation == null || operation.outcome() != null) {
            return UNKNOWN;
        }
        long token = command.token();
        operation.cancel(() -> own.answer(token, Outcome.GOOD));
        return null;
    }
}
