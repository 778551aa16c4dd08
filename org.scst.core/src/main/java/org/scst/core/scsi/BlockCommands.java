package org.scst.core.scsi;

import static org.scst.core.scsi.DataDirection.FROM_DEVICE;
import static org.scst.core.scsi.DataDirection.NONE;
import static org.scst.core.scsi.DataDirection.TO_DEVICE;
import static org.scst.core.scsi.DataLength.BLOCKS;
import static org.scst.core.scsi.DataLength.BLOCKS_WITHOUT_DATA;
import static org.scst.core.scsi.DataLength.BLOCK_PAIRS;
import static org.scst.core.scsi.DataLength.BYTE_CHECK;
import static org.scst.core.scsi.DataLength.ONE_BLOCK;
import static org.scst.core.scsi.DataLength.ONE_BLOCK_UNLESS_NDOB;
import static org.scst.core.scsi.ReservationClass.ALLOWED_UNDER_WRITE_EXCLUSIVE;
import static org.scst.core.scsi.ReservationClass.ALWAYS_ALLOWED;
import static org.scst.core.scsi.TimeoutClass.LONG;
import static org.scst.core.scsi.TimeoutClass.UNBOUNDED;

/**
 * Rows of the commands for direct access block devices (SBC-3 clause 5).
 *
 * <p>Usage maps: RDPROTECT, WRPROTECT and VRPROTECT are evaluated by every device server, if only to refuse them on a medium
 * without protection information; GROUP NUMBER is ignored.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class BlockCommands {
    private static final int SANITIZE = 0x48;
    private static final int SERVICE_ACTION_IN_16 = 0x9E;

    private static final int PROTECT = 0xE0;
    private static final int DPO = 0x10;
    private static final int FUA = 0x08;
    private static final int BYTCHK = 0x06;
    private static final int IMMED_BIT_1 = 0x02;
    private static final int IMMED = 0x01;
    private static final int ANCHOR = 0x10;
    private static final int UNMAP_BIT = 0x08;
    private static final int NDOB = 0x01;
    /** Obsolete: evaluated to be refused, for ignoring them would write other data than was meant. */
    private static final int PBDATA_LBDATA = 0x06;
    /** Obsolete, as the LBA beside it: a device server may refuse an LBA without it. */
    private static final int PMI = 0x01;

    private static final int REPORT_TYPE = 0xFF;
    /** Where the 32-byte commands have their TRANSFER LENGTH. */
    private static final int LONG_LENGTH = 28;

    private static final int IMMED_AUSE = 0xA0;
    /** FMTPINFO, LONGLIST, FMTDATA, CMPLIST, DEFECT LIST FORMAT. */
    private static final int FORMAT_OPTIONS = 0xFF;
    /** REQ_PLIST, REQ_GLIST, DEFECT LIST FORMAT. */
    private static final int DEFECT_LISTS = 0x1F;

    private static final int UNMAP_ANCHOR = 0x01;
    private static final int POWER_CONDITION_MODIFIER = 0x0F;
    private static final int POWER_CONDITION_NO_FLUSH_LOEJ_START = 0xF7;

    /** LBA of the six-byte commands: 21 bits from byte 1, bit 4. */
    private static final CdbField SHORT_LBA = new CdbField(1, 3, 0x1F_FFFF);

    /** What a TRANSFER LENGTH of zero stands for in the six-byte commands. */
    private static final int SHORT_MAXIMUM = 256;

    public static final CommandDescriptor READ_6 = read(0x08, "READ(6)")
            .lba(SHORT_LBA)
            .blocks(FROM_DEVICE, BLOCKS, 4, 1)
            .zeroMeans(SHORT_MAXIMUM)
            .build();
    public static final CommandDescriptor READ_10 = fullRead(0x28, "READ(10)")
            .lba(2, 4)
            .blocks(FROM_DEVICE, BLOCKS, 7, 2)
            .build();
    public static final CommandDescriptor READ_12 = fullRead(0xA8, "READ(12)")
            .lba(2, 4)
            .blocks(FROM_DEVICE, BLOCKS, 6, 4)
            .build();
    public static final CommandDescriptor READ_16 = fullRead(0x88, "READ(16)")
            .lba(2, 8)
            .blocks(FROM_DEVICE, BLOCKS, 10, 4)
            .build();

    public static final CommandDescriptor WRITE_6 = write(0x0A, "WRITE(6)")
            .lba(SHORT_LBA)
            .blocks(TO_DEVICE, BLOCKS, 4, 1)
            .zeroMeans(SHORT_MAXIMUM)
            .windowed()
            .build();
    public static final CommandDescriptor WRITE_10 = fullWrite(0x2A, "WRITE(10)")
            .lba(2, 4)
            .blocks(TO_DEVICE, BLOCKS, 7, 2)
            .build();
    public static final CommandDescriptor WRITE_12 = fullWrite(0xAA, "WRITE(12)")
            .lba(2, 4)
            .blocks(TO_DEVICE, BLOCKS, 6, 4)
            .build();
    public static final CommandDescriptor WRITE_16 = fullWrite(0x8A, "WRITE(16)")
            .lba(2, 8)
            .blocks(TO_DEVICE, BLOCKS, 10, 4)
            .build();

    public static final CommandDescriptor WRITE_AND_VERIFY_10 = writeAndVerify(0x2E, "WRITE AND VERIFY(10)")
            .lba(2, 4)
            .blocks(TO_DEVICE, BLOCKS, 7, 2)
            .build();
    public static final CommandDescriptor WRITE_AND_VERIFY_12 = writeAndVerify(0xAE, "WRITE AND VERIFY(12)")
            .lba(2, 4)
            .blocks(TO_DEVICE, BLOCKS, 6, 4)
            .build();
    public static final CommandDescriptor WRITE_AND_VERIFY_16 = writeAndVerify(0x8E, "WRITE AND VERIFY(16)")
            .lba(2, 8)
            .blocks(TO_DEVICE, BLOCKS, 10, 4)
            .build();

    public static final CommandDescriptor VERIFY_10 = verify(0x2F, "VERIFY(10)")
            .lba(2, 4)
            .blocks(TO_DEVICE, BYTE_CHECK, 7, 2)
            .build();
    public static final CommandDescriptor VERIFY_12 = verify(0xAF, "VERIFY(12)")
            .lba(2, 4)
            .blocks(TO_DEVICE, BYTE_CHECK, 6, 4)
            .build();
    public static final CommandDescriptor VERIFY_16 = verify(0x8F, "VERIFY(16)")
            .lba(2, 8)
            .blocks(TO_DEVICE, BYTE_CHECK, 10, 4)
            .build();

    public static final CommandDescriptor READ_32 = protectedRow(0x09, "READ(32)", PROTECT | DPO | FUA)
            .blocks(FROM_DEVICE, BLOCKS, LONG_LENGTH, 4)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .windowed()
            .build();
    public static final CommandDescriptor VERIFY_32 = protectedRow(0x0A, "VERIFY(32)", PROTECT | DPO | BYTCHK)
            .blocks(TO_DEVICE, BYTE_CHECK, LONG_LENGTH, 4)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .windowed()
            .build();
    public static final CommandDescriptor WRITE_32 = protectedRow(0x0B, "WRITE(32)", PROTECT | DPO | FUA)
            .blocks(TO_DEVICE, BLOCKS, LONG_LENGTH, 4)
            .writesMedium()
            .windowed()
            .build();
    public static final CommandDescriptor WRITE_AND_VERIFY_32 = protectedRow(
                    0x0C, "WRITE AND VERIFY(32)", PROTECT | DPO | BYTCHK)
            .blocks(TO_DEVICE, BLOCKS, LONG_LENGTH, 4)
            .writesMedium()
            .windowed()
            .build();
    public static final CommandDescriptor WRITE_SAME_32 = protectedRow(
                    0x0D, "WRITE SAME(32)", PROTECT | ANCHOR | UNMAP_BIT | PBDATA_LBDATA | NDOB)
            .blocks(TO_DEVICE, ONE_BLOCK_UNLESS_NDOB, LONG_LENGTH, 4)
            .writesMedium()
            .timeout(LONG)
            .build();

    public static final CommandDescriptor READ_CAPACITY_10 = row(0x25, "READ CAPACITY(10)")
            .uses(new CdbField(2, 4))
            .uses(8, PMI)
            .fixedDataIn(8)
            .reservation(ALWAYS_ALLOWED)
            .headOfQueue()
            .accessState(AccessStateRule.UNLESS_TRANSITIONING)
            .build();
    public static final CommandDescriptor READ_CAPACITY_16 = row(SERVICE_ACTION_IN_16, 0x10, "READ CAPACITY(16)")
            .uses(new CdbField(2, 8))
            .uses(14, PMI)
            .allocationLength(10, 4)
            .reservation(ALWAYS_ALLOWED)
            .headOfQueue()
            .accessState(AccessStateRule.UNLESS_TRANSITIONING)
            .build();

    public static final CommandDescriptor GET_LBA_STATUS = row(SERVICE_ACTION_IN_16, 0x12, "GET LBA STATUS")
            .lba(2, 8)
            .allocationLength(10, 4)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();

    public static final CommandDescriptor GET_LBA_STATUS_32 = row(Cdb.VARIABLE_LENGTH, 0x12, "GET LBA STATUS(32)")
            .cdb(32)
            .uses(10, REPORT_TYPE)
            .lba(12, 8)
            .uses(new CdbField(20, 4))
            .uses(new CdbField(24, 4))
            .allocationLength(28, 4)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .clause("SBC-4 clause 5")
            .build();

    public static final CommandDescriptor SYNCHRONIZE_CACHE_10 = row(0x35, "SYNCHRONIZE CACHE(10)")
            .uses(1, IMMED_BIT_1)
            .lba(2, 4)
            .blocks(NONE, BLOCKS_WITHOUT_DATA, 7, 2)
            .timeout(LONG)
            .build();
    public static final CommandDescriptor SYNCHRONIZE_CACHE_16 = row(0x91, "SYNCHRONIZE CACHE(16)")
            .uses(1, IMMED_BIT_1)
            .lba(2, 8)
            .blocks(NONE, BLOCKS_WITHOUT_DATA, 10, 4)
            .timeout(LONG)
            .build();

    public static final CommandDescriptor PRE_FETCH_10 = row(0x34, "PRE-FETCH(10)")
            .uses(1, IMMED_BIT_1)
            .lba(2, 4)
            .blocks(NONE, BLOCKS_WITHOUT_DATA, 7, 2)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();
    public static final CommandDescriptor PRE_FETCH_16 = row(0x90, "PRE-FETCH(16)")
            .uses(1, IMMED_BIT_1)
            .lba(2, 8)
            .blocks(NONE, BLOCKS_WITHOUT_DATA, 10, 4)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();

    public static final CommandDescriptor START_STOP_UNIT = row(0x1B, "START STOP UNIT")
            .uses(1, IMMED)
            .uses(3, POWER_CONDITION_MODIFIER)
            .uses(4, POWER_CONDITION_NO_FLUSH_LOEJ_START)
            .reservation(ReservationClass.CONFLICTS_UNLESS_STARTING)
            .timeout(LONG)
            .build();

    public static final CommandDescriptor UNMAP = row(0x42, "UNMAP")
            .uses(1, UNMAP_ANCHOR)
            .parameterListLength(7, 2)
            .writesMedium()
            .timeout(LONG)
            .build();

    public static final CommandDescriptor WRITE_SAME_10 = row(0x41, "WRITE SAME(10)")
            .uses(1, PROTECT | ANCHOR | UNMAP_BIT | PBDATA_LBDATA)
            .lba(2, 4)
            .blocks(TO_DEVICE, ONE_BLOCK, 7, 2)
            .writesMedium()
            .timeout(LONG)
            .build();
    public static final CommandDescriptor WRITE_SAME_16 = row(0x93, "WRITE SAME(16)")
            .uses(1, PROTECT | ANCHOR | UNMAP_BIT | PBDATA_LBDATA | NDOB)
            .lba(2, 8)
            .blocks(TO_DEVICE, ONE_BLOCK_UNLESS_NDOB, 10, 4)
            .writesMedium()
            .timeout(LONG)
            .build();

    public static final CommandDescriptor FORMAT_UNIT = row(0x04, "FORMAT UNIT")
            .uses(1, FORMAT_OPTIONS)
            .unknownLength(TO_DEVICE)
            .writesMedium()
            .timeout(UNBOUNDED)
            .build();

    public static final CommandDescriptor SANITIZE_OVERWRITE = sanitize(0x01, "SANITIZE, OVERWRITE");
    public static final CommandDescriptor SANITIZE_BLOCK_ERASE = sanitize(0x02, "SANITIZE, BLOCK ERASE");
    public static final CommandDescriptor SANITIZE_CRYPTOGRAPHIC_ERASE =
            sanitize(0x03, "SANITIZE, CRYPTOGRAPHIC ERASE");
    public static final CommandDescriptor SANITIZE_EXIT_FAILURE_MODE = sanitize(0x1F, "SANITIZE, EXIT FAILURE MODE");

    public static final CommandDescriptor ORWRITE_16 = fullWrite(0x8B, "ORWRITE(16)")
            .lba(2, 8)
            .blocks(TO_DEVICE, BLOCKS, 10, 4)
            .build();

    /** Not windowed: what is to be written in one step has to come in one buffer. */
    public static final CommandDescriptor WRITE_ATOMIC_16 = write(0x9C, "WRITE ATOMIC(16)")
            .uses(1, PROTECT | DPO | FUA)
            .lba(2, 8)
            .uses(new CdbField(10, 2))
            .blocks(TO_DEVICE, BLOCKS, 12, 2)
            .timeout(LONG)
            .clause("SBC-4 clause 5")
            .build();

    public static final CommandDescriptor READ_DEFECT_DATA_10 = row(0x37, "READ DEFECT DATA(10)")
            .uses(2, DEFECT_LISTS)
            .allocationLength(7, 2)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();
    public static final CommandDescriptor READ_DEFECT_DATA_12 = row(0xB7, "READ DEFECT DATA(12)")
            .uses(1, DEFECT_LISTS)
            .allocationLength(6, 4)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .build();

    public static final CommandDescriptor COMPARE_AND_WRITE = row(0x89, "COMPARE AND WRITE")
            .uses(1, PROTECT | DPO | FUA)
            .lba(2, 8)
            .blocks(TO_DEVICE, BLOCK_PAIRS, 13, 1)
            .writesMedium()
            .build();

    private BlockCommands() {}

    private static CommandDescriptorBuilder row(int operationCode, String name) {
        return CommandDescriptor.row(operationCode, name).clause("SBC-3 clause 5");
    }

    private static CommandDescriptorBuilder row(int operationCode, int serviceAction, String name) {
        return CommandDescriptor.row(operationCode, serviceAction, name).clause("SBC-3 clause 5");
    }

    /** With the initial reference tag, the application tag and its mask: for type 2 protection. */
    private static CommandDescriptorBuilder protectedRow(int serviceAction, String name, int options) {
        return row(Cdb.VARIABLE_LENGTH, serviceAction, name)
                .cdb(32)
                .uses(10, options)
                .lba(12, 8)
                .uses(new CdbField(20, 4))
                .uses(new CdbField(24, 2))
                .uses(new CdbField(26, 2));
    }

    private static CommandDescriptor sanitize(int serviceAction, String name) {
        return row(SANITIZE, serviceAction, name)
                .uses(1, IMMED_AUSE)
                .parameterListLength(7, 2)
                .writesMedium()
                .timeout(UNBOUNDED)
                .build();
    }

    private static CommandDescriptorBuilder read(int operationCode, String name) {
        return row(operationCode, name)
                .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
                .windowed();
    }

    private static CommandDescriptorBuilder fullRead(int operationCode, String name) {
        return read(operationCode, name).uses(1, PROTECT | DPO | FUA);
    }

    private static CommandDescriptorBuilder write(int operationCode, String name) {
        return row(operationCode, name).writesMedium();
    }

    private static CommandDescriptorBuilder fullWrite(int operationCode, String name) {
        return write(operationCode, name).uses(1, PROTECT | DPO | FUA).windowed();
    }

    private static CommandDescriptorBuilder writeAndVerify(int operationCode, String name) {
        return write(operationCode, name).uses(1, PROTECT | DPO | BYTCHK).windowed();
    }

    private static CommandDescriptorBuilder verify(int operationCode, String name) {
        return read(operationCode, name).uses(1, PROTECT | DPO | BYTCHK);
    }
}
