package org.scst.core.scsi;

import java.util.HashMap;
import java.util.Map;

/**
 * Additional sense codes with their qualifiers (SPC-4 4.5.6), by the names the standard gives them.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum AdditionalSense {
    NO_ADDITIONAL_SENSE_INFORMATION(0x00, 0x00),
    OPERATION_IN_PROGRESS(0x00, 0x16),

    PERIPHERAL_DEVICE_WRITE_FAULT(0x03, 0x00),

    LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE(0x04, 0x00),
    LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY(0x04, 0x01),
    LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED(0x04, 0x02),
    LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED(0x04, 0x03),
    LOGICAL_UNIT_NOT_READY_FORMAT_IN_PROGRESS(0x04, 0x04),
    LOGICAL_UNIT_NOT_READY_OPERATION_IN_PROGRESS(0x04, 0x07),
    LOGICAL_UNIT_NOT_ACCESSIBLE_ASYMMETRIC_ACCESS_STATE_TRANSITION(0x04, 0x0A),
    LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE(0x04, 0x0B),
    LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_UNAVAILABLE_STATE(0x04, 0x0C),

    LOGICAL_UNIT_COMMUNICATION_TIME_OUT(0x08, 0x01),

    WRITE_ERROR(0x0C, 0x00),
    WRITE_ERROR_UNEXPECTED_UNSOLICITED_DATA(0x0C, 0x0C),
    WRITE_ERROR_NOT_ENOUGH_UNSOLICITED_DATA(0x0C, 0x0D),
    INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT(0x0E, 0x03),

    LOGICAL_BLOCK_GUARD_CHECK_FAILED(0x10, 0x01),
    LOGICAL_BLOCK_APPLICATION_TAG_CHECK_FAILED(0x10, 0x02),
    LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED(0x10, 0x03),
    UNRECOVERED_READ_ERROR(0x11, 0x00),

    PARAMETER_LIST_LENGTH_ERROR(0x1A, 0x00),
    MISCOMPARE_DURING_VERIFY_OPERATION(0x1D, 0x00),
    INVALID_COMMAND_OPERATION_CODE(0x20, 0x00),
    LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE(0x21, 0x00),
    INVALID_FIELD_IN_CDB(0x24, 0x00),
    LOGICAL_UNIT_NOT_SUPPORTED(0x25, 0x00),

    INVALID_FIELD_IN_PARAMETER_LIST(0x26, 0x00),
    PARAMETER_VALUE_INVALID(0x26, 0x02),
    INVALID_RELEASE_OF_PERSISTENT_RESERVATION(0x26, 0x04),
    TOO_MANY_TARGET_DESCRIPTORS(0x26, 0x06),
    UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE(0x26, 0x07),
    TOO_MANY_SEGMENT_DESCRIPTORS(0x26, 0x08),
    UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE(0x26, 0x09),
    INLINE_DATA_LENGTH_EXCEEDED(0x26, 0x0B),

    WRITE_PROTECTED(0x27, 0x00),
    LOGICAL_UNIT_SOFTWARE_WRITE_PROTECTED(0x27, 0x02),
    SPACE_ALLOCATION_FAILED_WRITE_PROTECT(0x27, 0x07),

    NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED(0x28, 0x00),
    POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED(0x29, 0x00),
    POWER_ON_OCCURRED(0x29, 0x01),
    BUS_DEVICE_RESET_FUNCTION_OCCURRED(0x29, 0x03),
    I_T_NEXUS_LOSS_OCCURRED(0x29, 0x07),
    MODE_PARAMETERS_CHANGED(0x2A, 0x01),
    LOG_PARAMETERS_CHANGED(0x2A, 0x02),
    RESERVATIONS_PREEMPTED(0x2A, 0x03),
    RESERVATIONS_RELEASED(0x2A, 0x04),
    REGISTRATIONS_PREEMPTED(0x2A, 0x05),
    ASYMMETRIC_ACCESS_STATE_CHANGED(0x2A, 0x06),
    CAPACITY_DATA_HAS_CHANGED(0x2A, 0x09),
    COMMAND_SEQUENCE_ERROR(0x2C, 0x00),
    COMMANDS_CLEARED_BY_ANOTHER_INITIATOR(0x2F, 0x00),

    THIN_PROVISIONING_SOFT_THRESHOLD_REACHED(0x38, 0x07),
    SAVING_PARAMETERS_NOT_SUPPORTED(0x39, 0x00),
    MEDIUM_NOT_PRESENT(0x3A, 0x00),
    LOGICAL_UNIT_FAILURE(0x3E, 0x01),
    TIMEOUT_ON_LOGICAL_UNIT(0x3E, 0x02),
    INQUIRY_DATA_HAS_CHANGED(0x3F, 0x03),
    REPORTED_LUNS_DATA_HAS_CHANGED(0x3F, 0x0E),

    INTERNAL_TARGET_FAILURE(0x44, 0x00),
    PROTOCOL_SERVICE_CRC_ERROR(0x47, 0x05),
    INVALID_MESSAGE_ERROR(0x49, 0x00),
    OVERLAPPED_COMMANDS_ATTEMPTED(0x4E, 0x00),
    MEDIUM_REMOVAL_PREVENTED(0x53, 0x02),
    INSUFFICIENT_RESOURCES(0x55, 0x03),
    INSUFFICIENT_REGISTRATION_RESOURCES(0x55, 0x04),
    SET_TARGET_PORT_GROUPS_COMMAND_FAILED(0x67, 0x0A);

    private static final Map<Integer, AdditionalSense> BY_CODE = new HashMap<>();

    static {
        for (AdditionalSense additional : values()) {
            if (BY_CODE.put(additional.code, additional) != null) {
                throw new IllegalStateException("two names for additional sense code " + additional);
            }
        }
    }

    private final int code;

    AdditionalSense(int asc, int ascq) {
        code = asc << 8 | ascq;
    }

    /** ADDITIONAL SENSE CODE, 0 to FFh. */
    public int asc() {
        return code >> 8;
    }

    /** ADDITIONAL SENSE CODE QUALIFIER, 0 to FFh. */
    public int ascq() {
        return code & 0xFF;
    }

    /** Both: {@code asc << 8 | ascq}. */
    public int code() {
        return code;
    }

    /**
     * The name of a code.
     *
     * @param code {@code asc << 8 | ascq}
     * @throws IllegalArgumentException when the code has no name here
     */
    public static AdditionalSense of(int code) {
        AdditionalSense additional = BY_CODE.get(code);
        if (additional == null) {
            throw new IllegalArgumentException(
                    String.format("no name for additional sense code %02x/%02x", code >> 8, code & 0xFF));
        }
        return additional;
    }
}
