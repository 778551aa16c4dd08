package org.scst.core.scsi;

import static org.scst.core.scsi.ReservationClass.ALLOWED_UNDER_WRITE_EXCLUSIVE;
import static org.scst.core.scsi.ReservationClass.ALWAYS_ALLOWED;
import static org.scst.core.scsi.UnitAttentionRule.SKIPS;

import java.util.List;

/**
 * Rows of the commands for CD and DVD drives (MMC-6 clause 6) that block devices do not have.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class MultimediaCommands {
    private static final int MSF = 0x02;
    private static final int FORMAT = 0x0F;

    private static final int POLLED = 0x01;
    private static final int NOTIFICATION_CLASSES = 0xFF;
    private static final int REQUESTED_TYPE = 0x03;
    private static final int DATA_TYPE = 0x07;
    private static final int MEDIA_TYPE = 0x0F;
    private static final int SECTOR_TYPE = 0x1C;
    private static final int MAIN_CHANNEL = 0xFE;
    private static final int SUB_CHANNEL = 0x07;

    public static final CommandDescriptor READ_TOC_PMA_ATIP = row(0x43, "READ TOC/PMA/ATIP")
            .uses(1, MSF)
            .uses(2, FORMAT)
            .uses(6, 0xFF)
            .allocationLength(7, 2)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();
    public static final CommandDescriptor GET_CONFIGURATION = row(0x46, "GET CONFIGURATION")
            .uses(1, REQUESTED_TYPE)
            .uses(new CdbField(2, 2))
            .allocationLength(7, 2)
            .reservation(ALWAYS_ALLOWED)
            .unitAttention(SKIPS)
            .withoutMedium()
            .build();
    public static final CommandDescriptor GET_EVENT_STATUS_NOTIFICATION = row(0x4A, "GET EVENT STATUS NOTIFICATION")
            .uses(1, POLLED)
            .uses(4, NOTIFICATION_CLASSES)
            .allocationLength(7, 2)
            .reservation(ALWAYS_ALLOWED)
            .unitAttention(SKIPS)
            .withoutMedium()
            .build();
    public static final CommandDescriptor READ_DISC_INFORMATION = row(0x51, "READ DISC INFORMATION")
            .uses(1, DATA_TYPE)
            .allocationLength(7, 2)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();
    public static final CommandDescriptor READ_TRACK_INFORMATION = row(0x52, "READ TRACK INFORMATION")
            .uses(1, REQUESTED_TYPE)
            .uses(new CdbField(2, 4))
            .allocationLength(7, 2)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();
    public static final CommandDescriptor MECHANISM_STATUS = row(0xBD, "MECHANISM STATUS")
            .allocationLength(8, 2)
            .reservation(ALWAYS_ALLOWED)
            .withoutMedium()
            .build();

    public static final CommandDescriptor READ_DISC_STRUCTURE = row(0xAD, "READ DISC STRUCTURE")
            .uses(1, MEDIA_TYPE)
            .uses(new CdbField(2, 4))
            .uses(6, 0xFF)
            .uses(7, 0xFF)
            .allocationLength(8, 2)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();
    public static final CommandDescriptor READ_CD = row(0xBE, "READ CD")
            .uses(1, SECTOR_TYPE)
            .lba(2, 4)
            .blocks(DataDirection.FROM_DEVICE, DataLength.USER_DATA, 6, 3)
            .uses(9, MAIN_CHANNEL)
            .uses(10, SUB_CHANNEL)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .windowed()
            .build();

    /** Those whose CDB alone says how much data moves. */
    public static final List<CommandDescriptor> LENGTH_IN_CDB = List.of(
            READ_TOC_PMA_ATIP,
            GET_CONFIGURATION,
            GET_EVENT_STATUS_NOTIFICATION,
            READ_DISC_INFORMATION,
            READ_TRACK_INFORMATION,
            READ_DISC_STRUCTURE,
            MECHANISM_STATUS);

    private MultimediaCommands() {}

    private static CommandDescriptorBuilder row(int operationCode, String name) {
        return CommandDescriptor.row(operationCode, name).clause("MMC-6 clause 6");
    }
}
