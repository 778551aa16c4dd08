package org.scst.user.internal.full;

import static org.scst.core.scsi.DataDirection.FROM_DEVICE;
import static org.scst.core.scsi.DataDirection.TO_DEVICE;

import java.util.BitSet;
import java.util.List;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.MediumChangerCommands;
import org.scst.core.scsi.MultimediaCommands;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.PrimaryCommands;
import org.scst.core.scsi.SequentialCommands;

/**
 * The commands that are the process's: by the platform's rows for its type of device as far as it has registered their operation codes, and
 * whatever no row describes. Core answers the others.
 *
 * <p><i>Threading:</i> confined to the opening of the device.
 */
final class FullCommands {
    private static final List<CommandDescriptor> PRIMARY = List.of(
            PrimaryCommands.TEST_UNIT_READY,
            PrimaryCommands.LOG_SENSE,
            PrimaryCommands.SEND_DIAGNOSTIC,
            PrimaryCommands.RECEIVE_DIAGNOSTIC_RESULTS,
            PrimaryCommands.READ_BUFFER,
            PrimaryCommands.WRITE_BUFFER);
    private static final List<CommandDescriptor> BLOCKS = List.of(
            BlockCommands.READ_6,
            BlockCommands.READ_10,
            BlockCommands.READ_12,
            BlockCommands.READ_16,
            BlockCommands.WRITE_6,
            BlockCommands.WRITE_10,
            BlockCommands.WRITE_12,
            BlockCommands.WRITE_16,
            BlockCommands.WRITE_AND_VERIFY_10,
            BlockCommands.WRITE_AND_VERIFY_12,
            BlockCommands.WRITE_AND_VERIFY_16,
            BlockCommands.VERIFY_10,
            BlockCommands.VERIFY_12,
            BlockCommands.VERIFY_16,
            BlockCommands.READ_CAPACITY_10,
            BlockCommands.READ_CAPACITY_16,
            BlockCommands.GET_LBA_STATUS,
            BlockCommands.SYNCHRONIZE_CACHE_10,
            BlockCommands.SYNCHRONIZE_CACHE_16,
            BlockCommands.PRE_FETCH_10,
            BlockCommands.PRE_FETCH_16,
            BlockCommands.START_STOP_UNIT,
            BlockCommands.UNMAP,
            BlockCommands.WRITE_SAME_10,
            BlockCommands.WRITE_SAME_16,
            BlockCommands.ORWRITE_16,
            BlockCommands.COMPARE_AND_WRITE,
            BlockCommands.READ_DEFECT_DATA_10,
            BlockCommands.READ_DEFECT_DATA_12);
    private static final List<CommandDescriptor> TAPE_READS = List.of(
            SequentialCommands.READ_6, SequentialCommands.READ_REVERSE_6, SequentialCommands.RECOVER_BUFFERED_DATA);
    private static final List<CommandDescriptor> TAPE_WRITES =
            List.of(SequentialCommands.WRITE_6, SequentialCommands.VERIFY_6);

    private final FullDevice device;
    private final BitSet operationCodes;
    private final CommandSet.Builder set = CommandSet.builder();

    FullCommands(FullDevice device, BitSet operationCodes) {
        this.device = device;
        this.operationCodes = operationCodes;
    }

    CommandSet compose(PeripheralDeviceType type, CommandHandler prevention) {
        give(CommandRule.PLAIN, PRIMARY);
        give(new ModeRules.WriteProtection(), List.of(PrimaryCommands.MODE_SENSE_6, PrimaryCommands.MODE_SENSE_10));
        give(
                new ModeRules.Change(device, AdditionalSense.MODE_PARAMETERS_CHANGED),
                List.of(PrimaryCommands.MODE_SELECT_6, PrimaryCommands.MODE_SELECT_10));
        give(new ModeRules.Change(device, AdditionalSense.LOG_PARAMETERS_CHANGED), List.of(PrimaryCommands.LOG_SELECT));
        add(prevention, PrimaryCommands.PREVENT_ALLOW_MEDIUM_REMOVAL);
        switch (type) {
            case SEQUENTIAL_ACCESS -> sequential();
            case MEDIUM_CHANGER -> give(CommandRule.PLAIN, MediumChangerCommands.ALL);
            case CD_DVD -> {
                give(CommandRule.PLAIN, BLOCKS);
                give(CommandRule.PLAIN, MultimediaCommands.LENGTH_IN_CDB);
            }
            case DIRECT_ACCESS_BLOCK, SIMPLIFIED_DIRECT_ACCESS, OPTICAL_MEMORY, WRITE_ONCE ->
                give(CommandRule.PLAIN, BLOCKS);
            default -> {
                // Whatever no row describes.
            }
        }
        return set.otherwise(new ProcessCommand(device, new UnrowedCommands(operationCodes)))
                .build();
    }

    private void sequential() {
        give(new TapeLength(FROM_DEVICE, device::tapeBlockLength), TAPE_READS);
        give(new TapeLength(TO_DEVICE, device::tapeBlockLength), TAPE_WRITES);
        give(new PositionLength(), List.of(SequentialCommands.READ_POSITION));
        give(CommandRule.PLAIN, SequentialCommands.LENGTH_IN_CDB);
    }

    private void give(CommandRule rule, List<CommandDescriptor> rows) {
        ProcessCommand handler = new ProcessCommand(device, rule);
        rows.forEach(row -> add(handler, row));
    }

    private void add(CommandHandler handler, CommandDescriptor row) {
        if (operationCodes.get(row.operationCode())) {
            set.add(row, handler);
        }
    }

    /** READ POSITION: each form has its length; the extended one says how much of it is wanted. */
    private static final class PositionLength implements CommandRule {
        @Override
        public Outcome parse(DeviceCommand command) {
            Cdb cdb = command.cdb();
            command.transfer(
                    FROM_DEVICE,
                    switch (cdb.serviceAction()) {
                        case 0x06 -> 32;
                        case 0x08 -> cdb.u16(7);
                        default -> 20;
                    });
            return null;
        }
    }
}
