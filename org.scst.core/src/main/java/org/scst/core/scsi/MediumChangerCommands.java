package org.scst.core.scsi;

import static org.scst.core.scsi.ReservationClass.ALLOWED_UNDER_WRITE_EXCLUSIVE;
import static org.scst.core.scsi.TimeoutClass.LONG;

import java.util.List;

/**
 * Rows of the commands for medium changers (SMC-3).
 *
 * <p><i>Threading:</i> immutable.
 */
public final class MediumChangerCommands {
    private static final CdbField TRANSPORT = new CdbField(2, 2);
    private static final CdbField SOURCE = new CdbField(4, 2);
    private static final CdbField DESTINATION = new CdbField(6, 2);
    private static final CdbField SECOND_DESTINATION = new CdbField(8, 2);

    public static final CommandDescriptor INITIALIZE_ELEMENT_STATUS =
            row(0x07, "INITIALIZE ELEMENT STATUS").timeout(LONG).build();
    public static final CommandDescriptor INITIALIZE_ELEMENT_STATUS_WITH_RANGE = row(
                    0x37, "INITIALIZE ELEMENT STATUS WITH RANGE")
            .uses(1, 0x03)
            .uses(TRANSPORT)
            .uses(DESTINATION)
            .timeout(LONG)
            .build();
    public static final CommandDescriptor OPEN_CLOSE_IMPORT_EXPORT_ELEMENT = row(
                    0x1B, "OPEN/CLOSE IMPORT/EXPORT ELEMENT")
            .uses(TRANSPORT)
            .uses(4, 0x1F)
            .timeout(LONG)
            .build();
    public static final CommandDescriptor POSITION_TO_ELEMENT = row(0x2B, "POSITION TO ELEMENT")
            .uses(TRANSPORT)
            .uses(SOURCE)
            .uses(8, 0x01)
            .timeout(LONG)
            .build();
    public static final CommandDescriptor MOVE_MEDIUM = row(0xA5, "MOVE MEDIUM")
            .uses(TRANSPORT)
            .uses(SOURCE)
            .uses(DESTINATION)
            .uses(10, 0x01)
            .timeout(LONG)
            .build();
    public static final CommandDescriptor EXCHANGE_MEDIUM = row(0xA6, "EXCHANGE MEDIUM")
            .uses(TRANSPORT)
            .uses(SOURCE)
            .uses(DESTINATION)
            .uses(SECOND_DESTINATION)
            .uses(10, 0x03)
            .timeout(LONG)
            .build();
    public static final CommandDescriptor READ_ELEMENT_STATUS = row(0xB8, "READ ELEMENT STATUS")
            .uses(1, 0x1F)
            .uses(TRANSPORT)
            .uses(SOURCE)
            .uses(6, 0x03)
            .allocationLength(7, 3)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .timeout(LONG)
            .build();
    public static final CommandDescriptor REQUEST_VOLUME_ELEMENT_ADDRESS = row(0xB5, "REQUEST VOLUME ELEMENT ADDRESS")
            .uses(1, 0x1F)
            .uses(TRANSPORT)
            .uses(SOURCE)
            .allocationLength(7, 3)
            .build();
    public static final CommandDescriptor SEND_VOLUME_TAG = row(0xB6, "SEND VOLUME TAG")
            .uses(1, 0x0F)
            .uses(TRANSPORT)
            .uses(5, 0x1F)
            .parameterListLength(8, 2)
            .build();

    /** All of them; the CDB alone says how much data moves. */
    public static final List<CommandDescriptor> ALL = List.of(
            INITIALIZE_ELEMENT_STATUS,
            INITIALIZE_ELEMENT_STATUS_WITH_RANGE,
            OPEN_CLOSE_IMPORT_EXPORT_ELEMENT,
            POSITION_TO_ELEMENT,
            MOVE_MEDIUM,
            EXCHANGE_MEDIUM,
            READ_ELEMENT_STATUS,
            REQUEST_VOLUME_ELEMENT_ADDRESS,
            SEND_VOLUME_TAG);

    private MediumChangerCommands() {}

    private static CommandDescriptorBuilder row(int operationCode, String name) {
        return CommandDescriptor.row(operationCode, name).clause("SMC-3 clause 6");
    }
}
