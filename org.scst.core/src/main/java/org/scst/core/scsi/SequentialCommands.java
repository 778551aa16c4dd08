package org.scst.core.scsi;

import static org.scst.core.scsi.DataDirection.FROM_DEVICE;
import static org.scst.core.scsi.DataDirection.TO_DEVICE;
import static org.scst.core.scsi.ReservationClass.ALLOWED_UNDER_WRITE_EXCLUSIVE;
import static org.scst.core.scsi.ReservationClass.ALWAYS_ALLOWED;
import static org.scst.core.scsi.TimeoutClass.LONG;

import java.util.List;

/**
 * Rows of the commands for sequential-access devices (SSC-4). How much READ and WRITE move depends on FIXED and on the block length in
 * force, which the device server knows.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class SequentialCommands {
    /** Byte 1 of READ, WRITE and VERIFY: the length counts blocks. */
    public static final int FIXED_BIT = 0;

    private static final int SILI_FIXED = 0x03;
    private static final int FIXED = 0x01;
    private static final int WHOLE_BYTE = 0xFF;
    /** TRANSFER LENGTH and its like of the six-byte commands. */
    private static final CdbField SHORT_LENGTH = new CdbField(2, 3);

    public static final CommandDescriptor READ_6 = row(0x08, "READ(6)")
            .uses(1, SILI_FIXED)
            .uses(SHORT_LENGTH)
            .unknownLength(FROM_DEVICE)
            .mediumData()
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();
    public static final CommandDescriptor READ_REVERSE_6 = row(0x0F, "READ REVERSE(6)")
            .uses(1, 0x07)
            .uses(SHORT_LENGTH)
            .unknownLength(FROM_DEVICE)
            .mediumData()
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();
    public static final CommandDescriptor RECOVER_BUFFERED_DATA = row(0x14, "RECOVER BUFFERED DATA")
            .uses(1, SILI_FIXED)
            .uses(SHORT_LENGTH)
            .unknownLength(FROM_DEVICE)
            .mediumData()
            .build();
    public static final CommandDescriptor WRITE_6 = row(0x0A, "WRITE(6)")
            .uses(1, FIXED)
            .uses(SHORT_LENGTH)
            .unknownLength(TO_DEVICE)
            .mediumData()
            .writesMedium()
            .build();
    public static final CommandDescriptor VERIFY_6 = row(0x13, "VERIFY(6)")
            .uses(1, 0x0F)
            .uses(SHORT_LENGTH)
            .unknownLength(TO_DEVICE)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .timeout(LONG)
            .build();

    public static final CommandDescriptor REWIND =
            row(0x01, "REWIND").uses(1, 0x01).timeout(LONG).build();
    public static final CommandDescriptor READ_BLOCK_LIMITS = row(0x05, "READ BLOCK LIMITS")
            .uses(1, 0x01)
            .fixedDataIn(6)
            .reservation(ALWAYS_ALLOWED)
            .build();
    public static final CommandDescriptor WRITE_FILEMARKS_6 = row(0x10, "WRITE FILEMARKS(6)")
            .uses(1, 0x03)
            .uses(SHORT_LENGTH)
            .writesMedium()
            .timeout(LONG)
            .build();
    public static final CommandDescriptor WRITE_FILEMARKS_16 = row(0x80, "WRITE FILEMARKS(16)")
            .uses(1, 0x03)
            .uses(12, WHOLE_BYTE)
            .uses(13, WHOLE_BYTE)
            .uses(14, WHOLE_BYTE)
            .writesMedium()
            .timeout(LONG)
            .build();
    public static final CommandDescriptor SPACE_6 =
            row(0x11, "SPACE(6)").uses(1, 0x0F).uses(SHORT_LENGTH).timeout(LONG).build();
    public static final CommandDescriptor SPACE_16 = row(0x91, "SPACE(16)")
            .uses(1, 0x0F)
            .uses(new CdbField(4, 8))
            .timeout(LONG)
            .build();
    public static final CommandDescriptor ERASE_6 =
            row(0x19, "ERASE(6)").uses(1, 0x03).writesMedium().timeout(LONG).build();
    public static final CommandDescriptor LOAD_UNLOAD =
            row(0x1B, "LOAD UNLOAD").uses(1, 0x01).uses(4, 0x0F).timeout(LONG).build();
    public static final CommandDescriptor LOCATE_10 = row(0x2B, "LOCATE(10)")
            .uses(1, 0x07)
            .uses(new CdbField(3, 4))
            .uses(8, WHOLE_BYTE)
            .timeout(LONG)
            .build();
    public static final CommandDescriptor LOCATE_16 = row(0x92, "LOCATE(16)")
            .uses(1, 0x3F)
            .uses(3, WHOLE_BYTE)
            .uses(new CdbField(4, 8))
            .timeout(LONG)
            .build();
    /** The short form's answer is of fixed length, without an allocation length. */
    public static final CommandDescriptor READ_POSITION = row(0x34, "READ POSITION")
            .uses(1, 0x1F)
            .uses(new CdbField(7, 2))
            .unknownLength(FROM_DEVICE)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();

    public static final CommandDescriptor REPORT_DENSITY_SUPPORT = row(0x44, "REPORT DENSITY SUPPORT")
            .uses(1, 0x03)
            .allocationLength(7, 2)
            .reservation(ALWAYS_ALLOWED)
            .build();
    public static final CommandDescriptor FORMAT_MEDIUM = row(0x04, "FORMAT MEDIUM")
            .uses(1, 0x03)
            .uses(2, 0x0F)
            .parameterListLength(3, 2)
            .writesMedium()
            .timeout(LONG)
            .build();
    public static final CommandDescriptor SET_CAPACITY = row(0x0B, "SET CAPACITY")
            .uses(1, 0x01)
            .uses(new CdbField(3, 2))
            .writesMedium()
            .timeout(LONG)
            .build();

    /** Those whose CDB alone says how much data moves, neither the block length in force nor the form of an answer. */
    public static final List<CommandDescriptor> LENGTH_IN_CDB = List.of(
            REWIND,
            READ_BLOCK_LIMITS,
            WRITE_FILEMARKS_6,
            WRITE_FILEMARKS_16,
            SPACE_6,
            SPACE_16,
            ERASE_6,
            LOAD_UNLOAD,
            LOCATE_10,
            LOCATE_16,
            REPORT_DENSITY_SUPPORT,
            FORMAT_MEDIUM,
            SET_CAPACITY);

    private SequentialCommands() {}

    private static CommandDescriptorBuilder row(int operationCode, String name) {
        return CommandDescriptor.row(operationCode, name).clause("SSC-4 clauses 5 to 7");
    }
}
