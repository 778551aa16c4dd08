package org.scst.core.internal.primary;

import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.execution.DeviceExecution;
import org.scst.core.internal.execution.ThreadLimit;
import org.scst.core.internal.fence.Fence;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PrimaryCommands;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * Stands at every LUN that maps nothing: INQUIRY says so with peripheral qualifier 3, REPORT LUNS answers, everything else ends
 * LOGICAL UNIT NOT SUPPORTED.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class NullLogicalUnit {
    private static final int QUEUE_LIMIT = 64;
    private static final Sense NOT_SUPPORTED =
            Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);

    private NullLogicalUnit() {}

    /** One for the whole platform. */
    public static LogicalUnit create(Budget budget, ThreadLimit threads) {
        CommandSet set = CommandSet.builder()
                .add(PrimaryCommands.INQUIRY, NullLogicalUnit::inquiry)
                .add(PrimaryCommands.REPORT_LUNS, new ReportLuns())
                .add(PrimaryCommands.REQUEST_SENSE, new RequestSense(NOT_SUPPORTED))
                .otherwise(new Refusal())
                .build();
        CommandTable table = new CommandTable(CommandSet.builder().build(), set);
        LogicalUnitView view = new LogicalUnitView(table, null, null, 1, 0, null, QUEUE_LIMIT);
        return new LogicalUnit("", new Fence(), budget, new DeviceExecution("null", 1, threads), view);
    }

    /** Refuses whatever it is given before any data moves. */
    private static final class Refusal implements CommandHandler {
        @Override
        public Outcome parse(DeviceCommand command) {
            return Outcome.LOGICAL_UNIT_NOT_SUPPORTED;
        }

        @Override
        public Outcome process(DeviceCommand command) {
            return Outcome.LOGICAL_UNIT_NOT_SUPPORTED;
        }
    }

    private static Outcome inquiry(DeviceCommand command) {
        if ((command.cdb().u8(1) & 3) != 0 || command.cdb().u8(2) != 0) {
            return Outcome.LOGICAL_UNIT_NOT_SUPPORTED;
        }
        ByteBuffer data = ByteBuffer.allocate(36);
        data.put(0, (byte) 0x7F).put(2, (byte) 6).put(3, (byte) 2).put(4, (byte) 31);
        Inquiry.text(data, 8, 8, "SCST");
        Inquiry.text(data, 16, 16, "");
        Inquiry.text(data, 32, 4, "");
        return ParameterData.send(command, data.array());
    }
}
