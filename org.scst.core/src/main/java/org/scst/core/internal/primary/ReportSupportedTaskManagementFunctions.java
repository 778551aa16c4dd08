package org.scst.core.internal.primary;

import java.util.Set;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.nexus.TaskManagement;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.TaskManagementFunction;

/**
 * REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS, derived from what the task manager executes.
 *
 * <p><i>Threading:</i> stateless.
 */
final class ReportSupportedTaskManagementFunctions implements CommandHandler {
    private static final Outcome TOO_SHORT = Outcome.check(Sense.invalidFieldInCdb(6, 7));
    private static final int EXTENDED_LENGTH = 16;

    @Override
    public Outcome parse(DeviceCommand command) {
        return command.cdb().u32(6) < 4 ? TOO_SHORT : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        boolean extended = command.cdb().bit(2, 7);
        byte[] data = new byte[extended ? EXTENDED_LENGTH : 4];
        Set<TaskManagementFunction> supported = TaskManagement.SUPPORTED;
        set(data, 0, 7, supported.contains(TaskManagementFunction.ABORT_TASK));
        set(data, 0, 6, supported.contains(TaskManagementFunction.ABORT_TASK_SET));
        set(data, 0, 5, supported.contains(TaskManagementFunction.CLEAR_ACA));
        set(data, 0, 4, supported.contains(TaskManagementFunction.CLEAR_TASK_SET));
        set(data, 0, 3, supported.contains(TaskManagementFunction.LOGICAL_UNIT_RESET));
        set(data, 0, 2, supported.contains(TaskManagementFunction.QUERY_TASK));
        set(data, 0, 1, supported.contains(TaskManagementFunction.TARGET_RESET));
        set(data, 1, 2, supported.contains(TaskManagementFunction.QUERY_ASYNCHRONOUS_EVENT));
        set(data, 1, 1, supported.contains(TaskManagementFunction.QUERY_TASK_SET));
        set(data, 1, 0, supported.contains(TaskManagementFunction.I_T_NEXUS_RESET));
        if (extended) {
            data[3] = EXTENDED_LENGTH - 4;
        }
        return ParameterData.send(command, data);
    }

    private static void set(byte[] data, int index, int bit, boolean on) {
        if (on) {
            data[index] |= (byte) (1 << bit);
        }
    }
}
