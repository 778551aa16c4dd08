package org.scst.core.scsi;

import static org.scst.core.scsi.AccessStateRule.ALWAYS;
import static org.scst.core.scsi.AccessStateRule.UNLESS_TRANSITIONING;
import static org.scst.core.scsi.AccessStateRule.WHILE_STANDBY;
import static org.scst.core.scsi.ReservationClass.ALLOWED_UNDER_PERSISTENT_RESERVATION;
import static org.scst.core.scsi.ReservationClass.ALLOWED_UNDER_WRITE_EXCLUSIVE;
import static org.scst.core.scsi.ReservationClass.ALWAYS_ALLOWED;
import static org.scst.core.scsi.ReservationClass.RESERVE_RELEASE;
import static org.scst.core.scsi.TimeoutClass.LONG;
import static org.scst.core.scsi.TimeoutClass.SHORT;
import static org.scst.core.scsi.UnitAttentionRule.RETURNS_AS_DATA;
import static org.scst.core.scsi.UnitAttentionRule.SKIPS;
import static org.scst.core.scsi.UnitAttentionRule.SKIPS_AND_CLEARS_LUNS_CHANGED;

/**
 * Rows of the commands for all device types (SPC-4 clause 6; RESERVE and RELEASE: SPC-2 clause 7). Of the CONTROL byte
 * every usage map has NACA.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class PrimaryCommands {
    private static final int MAINTENANCE_IN = 0xA3;
    private static final int MAINTENANCE_OUT = 0xA4;
    private static final int PERSISTENT_RESERVE_IN = 0x5E;
    private static final int PERSISTENT_RESERVE_OUT = 0x5F;

    private static final int DESC = 0x01;
    private static final int EVPD = 0x01;
    private static final int PF = 0x10;
    private static final int SP = 0x01;
    /** Obsolete: evaluated to be refused. */
    private static final int PPC = 0x02;

    private static final int DBD = 0x08;
    private static final int LLBAA = 0x10;
    private static final int THIRD_PARTY = 0x10;
    private static final int PREVENT = 0x03;
    private static final int SELF_TEST_CODE = 0xE0;
    private static final int SELFTEST = 0x04;
    private static final int RCTD = 0x80;
    private static final int REPD = 0x80;
    private static final int REPORTING_OPTIONS = 0x07;
    private static final int PARAMETER_DATA_FORMAT = 0xE0;
    private static final int WHOLE_BYTE = 0xFF;
    private static final int BUFFER_MODE = 0x1F;
    private static final CdbField BUFFER_OFFSET = new CdbField(3, 3);

    public static final CommandDescriptor TEST_UNIT_READY = row(0x00, "TEST UNIT READY")
            .reservation(ALLOWED_UNDER_PERSISTENT_RESERVATION)
            .headOfQueue()
            .build();

    public static final CommandDescriptor REQUEST_SENSE = row(0x03, "REQUEST SENSE")
            .uses(1, DESC)
            .allocationLength(4, 1)
            .reservation(ALWAYS_ALLOWED)
            .unitAttention(RETURNS_AS_DATA)
            .accessState(ALWAYS)
            .build();

    public static final CommandDescriptor INQUIRY = row(0x12, "INQUIRY")
            .uses(1, EVPD)
            .uses(2, WHOLE_BYTE)
            .allocationLength(3, 2)
            .reservation(ALWAYS_ALLOWED)
            .unitAttention(SKIPS)
            .headOfQueue()
            .accessState(ALWAYS)
            .build();

    public static final CommandDescriptor MODE_SELECT_6 = row(0x15, "MODE SELECT(6)")
            .uses(1, PF | SP)
            .parameterListLength(4, 1)
            .accessState(WHILE_STANDBY)
            .build();

    public static final CommandDescriptor MODE_SELECT_10 = row(0x55, "MODE SELECT(10)")
            .uses(1, PF | SP)
            .parameterListLength(7, 2)
            .accessState(WHILE_STANDBY)
            .build();

    public static final CommandDescriptor MODE_SENSE_6 = row(0x1A, "MODE SENSE(6)")
            .uses(1, DBD)
            .uses(2, WHOLE_BYTE)
            .uses(3, WHOLE_BYTE)
            .allocationLength(4, 1)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .accessState(WHILE_STANDBY)
            .build();

    public static final CommandDescriptor MODE_SENSE_10 = row(0x5A, "MODE SENSE(10)")
            .uses(1, LLBAA | DBD)
            .uses(2, WHOLE_BYTE)
            .uses(3, WHOLE_BYTE)
            .allocationLength(7, 2)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .accessState(WHILE_STANDBY)
            .build();

    public static final CommandDescriptor RESERVE_6 =
            legacyReservation(0x16, "RESERVE(6)").build();

    public static final CommandDescriptor RELEASE_6 =
            legacyReservation(0x17, "RELEASE(6)").build();

    public static final CommandDescriptor RESERVE_10 =
            legacyReservation(0x56, "RESERVE(10)").parameterListLength(7, 2).build();

    public static final CommandDescriptor RELEASE_10 =
            legacyReservation(0x57, "RELEASE(10)").parameterListLength(7, 2).build();

    public static final CommandDescriptor RECEIVE_DIAGNOSTIC_RESULTS = row(0x1C, "RECEIVE DIAGNOSTIC RESULTS")
            .uses(1, 0x01)
            .uses(2, WHOLE_BYTE)
            .allocationLength(3, 2)
            .build();

    public static final CommandDescriptor SEND_DIAGNOSTIC = row(0x1D, "SEND DIAGNOSTIC")
            .uses(1, SELF_TEST_CODE | PF | SELFTEST)
            .parameterListLength(3, 2)
            .timeout(LONG)
            .accessState(WHILE_STANDBY)
            .build();

    public static final CommandDescriptor PREVENT_ALLOW_MEDIUM_REMOVAL = row(0x1E, "PREVENT ALLOW MEDIUM REMOVAL")
            .uses(4, PREVENT)
            .reservation(ReservationClass.CONFLICTS_UNLESS_ALLOWING)
            .timeout(SHORT)
            .build();

    public static final CommandDescriptor WRITE_BUFFER = row(0x3B, "WRITE BUFFER")
            .uses(1, BUFFER_MODE)
            .uses(2, WHOLE_BYTE)
            .uses(BUFFER_OFFSET)
            .parameterListLength(6, 3)
            .accessState(ALWAYS)
            .build();

    public static final CommandDescriptor READ_BUFFER = row(0x3C, "READ BUFFER(10)")
            .uses(1, BUFFER_MODE)
            .uses(2, WHOLE_BYTE)
            .uses(BUFFER_OFFSET)
            .allocationLength(6, 3)
            .accessState(ALWAYS)
            .build();

    public static final CommandDescriptor LOG_SELECT = row(0x4C, "LOG SELECT")
            .uses(1, 0x03)
            .uses(2, 0xC0)
            .parameterListLength(7, 2)
            .build();

    public static final CommandDescriptor LOG_SENSE = row(0x4D, "LOG SENSE")
            .uses(1, PPC | SP)
            .uses(2, WHOLE_BYTE)
            .uses(3, WHOLE_BYTE)
            .uses(5, WHOLE_BYTE)
            .uses(6, WHOLE_BYTE)
            .allocationLength(7, 2)
            .reservation(ALWAYS_ALLOWED)
            .accessState(WHILE_STANDBY)
            .build();

    public static final CommandDescriptor REPORT_LUNS = row(0xA0, "REPORT LUNS")
            .uses(2, WHOLE_BYTE)
            .allocationLength(6, 4)
            .reservation(ALWAYS_ALLOWED)
            .unitAttention(SKIPS_AND_CLEARS_LUNS_CHANGED)
            .headOfQueue()
            .timeout(SHORT)
            .accessState(ALWAYS)
            .build();

    public static final CommandDescriptor REPORT_TARGET_PORT_GROUPS = row(
                    MAINTENANCE_IN, 0x0A, "REPORT TARGET PORT GROUPS")
            .uses(1, PARAMETER_DATA_FORMAT)
            .allocationLength(6, 4)
            .reservation(ALWAYS_ALLOWED)
            .accessState(ALWAYS)
            .timeout(SHORT)
            .build();

    public static final CommandDescriptor SET_TARGET_PORT_GROUPS = row(MAINTENANCE_OUT, 0x0A, "SET TARGET PORT GROUPS")
            .parameterListLength(6, 4)
            .accessState(UNLESS_TRANSITIONING)
            .timeout(LONG)
            .build();

    public static final CommandDescriptor REPORT_SUPPORTED_OPERATION_CODES = row(
                    MAINTENANCE_IN, 0x0C, "REPORT SUPPORTED OPERATION CODES")
            .uses(2, RCTD | REPORTING_OPTIONS)
            .uses(3, WHOLE_BYTE)
            .uses(4, WHOLE_BYTE)
            .uses(5, WHOLE_BYTE)
            .allocationLength(6, 4)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .timeout(SHORT)
            .accessState(WHILE_STANDBY)
            .build();

    public static final CommandDescriptor REPORT_SUPPORTED_TASK_MANAGEMENT_FUNCTIONS = row(
                    MAINTENANCE_IN, 0x0D, "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS")
            .uses(2, REPD)
            .allocationLength(6, 4)
            .reservation(ALLOWED_UNDER_WRITE_EXCLUSIVE)
            .timeout(SHORT)
            .accessState(WHILE_STANDBY)
            .build();

    public static final CommandDescriptor PERSISTENT_RESERVE_IN_READ_KEYS =
            persistentReserveIn(0x00, "PERSISTENT RESERVE IN, READ KEYS");
    public static final CommandDescriptor PERSISTENT_RESERVE_IN_READ_RESERVATION =
            persistentReserveIn(0x01, "PERSISTENT RESERVE IN, READ RESERVATION");
    public static final CommandDescriptor PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES =
            persistentReserveIn(0x02, "PERSISTENT RESERVE IN, REPORT CAPABILITIES");
    public static final CommandDescriptor PERSISTENT_RESERVE_IN_READ_FULL_STATUS =
            persistentReserveIn(0x03, "PERSISTENT RESERVE IN, READ FULL STATUS");

    public static final CommandDescriptor PERSISTENT_RESERVE_OUT_REGISTER =
            persistentReserveOut(0x00, "PERSISTENT RESERVE OUT, REGISTER");
    public static final CommandDescriptor PERSISTENT_RESERVE_OUT_RESERVE =
            persistentReserveOut(0x01, "PERSISTENT RESERVE OUT, RESERVE");
    public static final CommandDescriptor PERSISTENT_RESERVE_OUT_RELEASE =
            persistentReserveOut(0x02, "PERSISTENT RESERVE OUT, RELEASE");
    public static final CommandDescriptor PERSISTENT_RESERVE_OUT_CLEAR =
            persistentReserveOut(0x03, "PERSISTENT RESERVE OUT, CLEAR");
    public static final CommandDescriptor PERSISTENT_RESERVE_OUT_PREEMPT =
            persistentReserveOut(0x04, "PERSISTENT RESERVE OUT, PREEMPT");
    public static final CommandDescriptor PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT =
            persistentReserveOut(0x05, "PERSISTENT RESERVE OUT, PREEMPT AND ABORT");
    public static final CommandDescriptor PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY =
            persistentReserveOut(0x06, "PERSISTENT RESERVE OUT, REGISTER AND IGNORE EXISTING KEY");
    public static final CommandDescriptor PERSISTENT_RESERVE_OUT_REGISTER_AND_MOVE =
            persistentReserveOut(0x07, "PERSISTENT RESERVE OUT, REGISTER AND MOVE");

    private PrimaryCommands() {}

    private static CommandDescriptorBuilder row(int operationCode, String name) {
        return CommandDescriptor.row(operationCode, name).clause("SPC-4 clause 6");
    }

    private static CommandDescriptorBuilder row(int operationCode, int serviceAction, String name) {
        return CommandDescriptor.row(operationCode, serviceAction, name).clause("SPC-4 clause 6");
    }

    /** RESERVE and RELEASE of the whole logical unit; a third party is looked at in order to be refused. */
    private static CommandDescriptorBuilder legacyReservation(int operationCode, String name) {
        return CommandDescriptor.row(operationCode, name)
                .uses(1, THIRD_PARTY)
                .reservation(RESERVE_RELEASE)
                .accessState(WHILE_STANDBY)
                .timeout(SHORT)
                .clause("SPC-2 clause 7");
    }

    private static CommandDescriptor persistentReserveIn(int serviceAction, String name) {
        return row(PERSISTENT_RESERVE_IN, serviceAction, name)
                .allocationLength(7, 2)
                .reservation(ReservationClass.PERSISTENT_RESERVE_IN)
                .accessState(WHILE_STANDBY)
                .build();
    }

    private static CommandDescriptor persistentReserveOut(int serviceAction, String name) {
        return row(PERSISTENT_RESERVE_OUT, serviceAction, name)
                .uses(2, WHOLE_BYTE)
                .parameterListLength(5, 4)
                .reservation(ReservationClass.PERSISTENT_RESERVE_OUT)
                .accessState(WHILE_STANDBY)
                .build();
    }
}
