package org.scst.core.internal.primary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.nexus.Command;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * REPORT SUPPORTED OPERATION CODES, derived from the composed table of the logical unit.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReportSupportedOperationCodes implements CommandHandler {
    private static final Outcome WRONG_OPTION = Outcome.check(Sense.invalidFieldInCdb(2, 2));
    private static final Outcome WRONG_OPERATION_CODE = Outcome.check(Sense.invalidFieldInCdb(3, 7));
    private static final int NOT_SUPPORTED = 1;
    private static final int SUPPORTED = 3;
    private static final int TIMEOUTS_LENGTH = 12;

    @Override
    public Outcome process(DeviceCommand command) {
        CommandTable table = ((Command) command).view().table();
        boolean timeouts = command.cdb().bit(2, 7);
        int operationCode = command.cdb().u8(3);
        int serviceAction = command.cdb().u16(4);
        boolean byAction = table.hasServiceActions(operationCode);
        return switch (command.cdb().u8(2) & 7) {
            case 0 -> ParameterData.send(command, all(table.descriptors(), timeouts));
            case 1 -> byAction ? WRONG_OPERATION_CODE : one(command, find(table, operationCode, -1), timeouts);
            case 2 ->
                byAction || !known(table, operationCode)
                        ? one(command, find(table, operationCode, serviceAction), timeouts)
                        : WRONG_OPERATION_CODE;
            case 3 -> one(command, either(table, operationCode, serviceAction), timeouts);
            default -> WRONG_OPTION;
        };
    }

    private static boolean known(CommandTable table, int operationCode) {
        return find(table, operationCode, -1) != null;
    }

    private static CommandDescriptor either(CommandTable table, int operationCode, int serviceAction) {
        if (table.hasServiceActions(operationCode)) {
            return find(table, operationCode, serviceAction);
        }
        return serviceAction == 0 ? find(table, operationCode, -1) : null;
    }

    private static CommandDescriptor find(CommandTable table, int operationCode, int serviceAction) {
        for (CommandDescriptor row : table.descriptors()) {
            if (row.operationCode() == operationCode && row.serviceAction() == serviceAction) {
                return row;
            }
        }
        return null;
    }

    private static byte[] all(List<CommandDescriptor> rows, boolean timeouts) {
        ByteArrayOutputStream descriptors = new ByteArrayOutputStream();
        for (CommandDescriptor row : rows) {
            ByteBuffer descriptor = ByteBuffer.allocate(8);
            descriptor.put(0, (byte) row.operationCode());
            descriptor.putShort(2, (short) Math.max(row.serviceAction(), 0));
            descriptor.put(5, (byte) ((timeouts ? 2 : 0) | (row.hasServiceAction() ? 1 : 0)));
            descriptor.putShort(6, (short) row.cdbLength());
            descriptors.writeBytes(descriptor.array());
            if (timeouts) {
                descriptors.writeBytes(timeouts());
            }
        }
        return ByteBuffer.allocate(4 + descriptors.size())
                .putInt(descriptors.size())
                .put(descriptors.toByteArray())
                .array();
    }

    /** Command timeouts descriptor without a recommendation. */
    private static byte[] timeouts() {
        return ByteBuffer.allocate(TIMEOUTS_LENGTH)
                .putShort((short) (TIMEOUTS_LENGTH - 2))
                .array();
    }

    private static Outcome one(DeviceCommand command, CommandDescriptor row, boolean timeouts) {
        if (row == null) {
            return ParameterData.send(command, new byte[] {0, NOT_SUPPORTED, 0, 0});
        }
        byte[] usage = row.usage();
        ByteBuffer data = ByteBuffer.allocate(4 + usage.length + (timeouts ? TIMEOUTS_LENGTH : 0));
        data.put((byte) 0).put((byte) (SUPPORTED | (timeouts ? 0x80 : 0)));
        data.putShort((short) usage.length).put(usage);
        if (timeouts) {
            data.put(timeouts());
        }
        return ParameterData.send(command, data.array());
    }
}
