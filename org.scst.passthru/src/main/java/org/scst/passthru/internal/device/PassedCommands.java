package org.scst.passthru.internal.device;

import static org.scst.core.scsi.DataDirection.FROM_DEVICE;
import static org.scst.core.scsi.DataDirection.TO_DEVICE;

import java.util.List;
import java.util.function.Consumer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.MediumChangerCommands;
import org.scst.core.scsi.MultimediaCommands;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PrimaryCommands;
import org.scst.core.scsi.SequentialCommands;
import org.scst.passthru.internal.configuration.Kind;
import org.scst.passthru.internal.configuration.PassthroughSettings;

/**
 * The commands that go to the device: by the rows of its kind as far as it says that it supports them, and whatever no row describes. What
 * is not among them core answers: INQUIRY, REPORT LUNS, reservations of both sorts, target port groups.
 *
 * <p><i>Threading:</i> confined to the opening of the device.
 */
final class PassedCommands {
    private static final CommandDescriptor[] READS = {
        BlockCommands.READ_6, BlockCommands.READ_10, BlockCommands.READ_12, BlockCommands.READ_16, BlockCommands.READ_32
    };
    private static final CommandDescriptor[] WRITES = {
        BlockCommands.WRITE_6,
        BlockCommands.WRITE_10,
        BlockCommands.WRITE_12,
        BlockCommands.WRITE_16,
        BlockCommands.WRITE_32,
        BlockCommands.WRITE_AND_VERIFY_10,
        BlockCommands.WRITE_AND_VERIFY_12,
        BlockCommands.WRITE_AND_VERIFY_16,
        BlockCommands.WRITE_AND_VERIFY_32
    };
    private static final List<CommandDescriptor> PROTECTED = List.of(
            BlockCommands.VERIFY_10,
            BlockCommands.VERIFY_12,
            BlockCommands.VERIFY_16,
            BlockCommands.VERIFY_32,
            BlockCommands.WRITE_SAME_10,
            BlockCommands.WRITE_SAME_16,
            BlockCommands.WRITE_SAME_32,
            BlockCommands.ORWRITE_16,
            BlockCommands.WRITE_ATOMIC_16,
            BlockCommands.COMPARE_AND_WRITE);
    private static final List<CommandDescriptor> BLOCKS = List.of(
            BlockCommands.GET_LBA_STATUS,
            BlockCommands.GET_LBA_STATUS_32,
            BlockCommands.SYNCHRONIZE_CACHE_10,
            BlockCommands.SYNCHRONIZE_CACHE_16,
            BlockCommands.PRE_FETCH_10,
            BlockCommands.PRE_FETCH_16,
            BlockCommands.START_STOP_UNIT,
            BlockCommands.UNMAP,
            BlockCommands.READ_DEFECT_DATA_10,
            BlockCommands.READ_DEFECT_DATA_12);
    private static final List<CommandDescriptor> REMAKING = List.of(
            BlockCommands.FORMAT_UNIT,
            BlockCommands.SANITIZE_OVERWRITE,
            BlockCommands.SANITIZE_BLOCK_ERASE,
            BlockCommands.SANITIZE_EXIT_FAILURE_MODE);

    private final PassthroughDevice device;
    private final PassthroughSettings settings;
    private final SupportedCommands supported;
    private final CommandSet.Builder set = CommandSet.builder();

    PassedCommands(PassthroughDevice device, PassthroughSettings settings, SupportedCommands supported) {
        this.device = device;
        this.settings = settings;
        this.supported = supported;
    }

    CommandSet compose(DeviceContext context, RemovalPrevention prevention) {
        primary(context, prevention);
        switch (settings.kind()) {
            case DEV_TAPE -> sequential();
            case DEV_CHANGER -> MediumChangerCommands.ALL.forEach(row -> pass(Passage.PLAIN, row));
            case DEV_DISK, DEV_CDROM, DEV_MODISK -> blocks();
            default -> {
                // Whatever no row describes.
            }
        }
        return set.otherwise(new Forwarding(device, new OtherCommands())).build();
    }

    private void primary(DeviceContext context, RemovalPrevention prevention) {
        ModePassages modes = new ModePassages(device, context);
        set.add(PrimaryCommands.TEST_UNIT_READY, new Forwarding(device, Passage.PLAIN));
        set.add(PrimaryCommands.REQUEST_SENSE, new RequestSense(device, context));
        pass(modes.sense(), PrimaryCommands.MODE_SENSE_6, PrimaryCommands.MODE_SENSE_10);
        pass(modes.select(), PrimaryCommands.MODE_SELECT_6, PrimaryCommands.MODE_SELECT_10);
        pass(modes.logSelect(), PrimaryCommands.LOG_SELECT);
        pass(
                Passage.PLAIN,
                PrimaryCommands.LOG_SENSE,
                PrimaryCommands.SEND_DIAGNOSTIC,
                PrimaryCommands.RECEIVE_DIAGNOSTIC_RESULTS,
                PrimaryCommands.READ_BUFFER,
                PrimaryCommands.WRITE_BUFFER);
        add(prevention, PrimaryCommands.PREVENT_ALLOW_MEDIUM_REMOVAL);
        if (!supported.reported()) {
            // Core would derive it from the rows, of which nobody knows whether the device has them.
            set.add(PrimaryCommands.REPORT_SUPPORTED_OPERATION_CODES, command -> Outcome.INVALID_OPERATION_CODE);
        }
    }

    private void blocks() {
        Passage protection = new Protection();
        medium(protection, READS);
        medium(protection, WRITES);
        PROTECTED.forEach(row -> pass(protection, row));
        BLOCKS.forEach(row -> pass(Passage.PLAIN, row));
        REMAKING.forEach(row -> pass(new Remaking(device), row));
        pass(new LearningCapacity(device::learned), BlockCommands.READ_CAPACITY_10, BlockCommands.READ_CAPACITY_16);
        if (settings.kind() == Kind.DEV_CDROM) {
            MultimediaCommands.LENGTH_IN_CDB.forEach(row -> pass(Passage.PLAIN, row));
        }
    }

    private void sequential() {
        medium(
                new TapeTransfer(FROM_DEVICE, device::tapeBlockLength),
                SequentialCommands.READ_6,
                SequentialCommands.READ_REVERSE_6,
                SequentialCommands.RECOVER_BUFFERED_DATA);
        medium(new TapeTransfer(TO_DEVICE, device::tapeBlockLength), SequentialCommands.WRITE_6);
        pass(new TapeTransfer(TO_DEVICE, device::tapeBlockLength), SequentialCommands.VERIFY_6);
        pass(new ReadPosition(), SequentialCommands.READ_POSITION);
        SequentialCommands.LENGTH_IN_CDB.forEach(row -> pass(Passage.PLAIN, row));
    }

    /** Whose variant without the device is completed here. */
    private void medium(Passage passage, CommandDescriptor... rows) {
        CommandHandler handler =
                settings.withoutMedium() ? new WithoutMedium(passage) : new Forwarding(device, passage);
        add(handler, rows);
    }

    private void pass(Passage passage, CommandDescriptor... rows) {
        add(new Forwarding(device, passage), rows);
    }

    private void add(CommandHandler handler, CommandDescriptor... rows) {
        for (CommandDescriptor row : rows) {
            if (supported.has(row)) {
                set.add(row, handler);
            }
        }
    }

    /** FORMAT UNIT and SANITIZE: the data that goes with the former says itself how long it is; the medium may be another afterwards. */
    private record Remaking(PassthroughDevice device) implements Passage {
        private static final int FMTDATA_BIT = 4;
        private static final int FORMAT_UNIT = 0x04;

        @Override
        public Outcome parse(DeviceCommand command) {
            Cdb cdb = command.cdb();
            if (cdb.operationCode() == FORMAT_UNIT && !cdb.bit(1, FMTDATA_BIT)) {
                command.transfer(TO_DEVICE, 0);
            }
            return null;
        }

        @Override
        public void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
            device.doubtMedium();
            device.learnLater();
            answer.accept(outcome);
        }
    }

    /** READ POSITION: each form has its length; the extended one says how much of it is wanted. */
    private static final class ReadPosition implements Passage {
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
