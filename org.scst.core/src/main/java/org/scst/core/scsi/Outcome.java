package org.scst.core.scsi;

import java.util.Objects;

/**
 * How a command ended: status, and sense data with CHECK CONDITION.
 *
 * <p><i>Threading:</i> immutable. Common outcomes are preallocated.
 */
public final class Outcome {
    public static final Outcome GOOD = new Outcome(Status.GOOD, null);
    public static final Outcome CONDITION_MET = new Outcome(Status.CONDITION_MET, null);
    public static final Outcome BUSY = new Outcome(Status.BUSY, null);
    public static final Outcome RESERVATION_CONFLICT = new Outcome(Status.RESERVATION_CONFLICT, null);
    public static final Outcome TASK_SET_FULL = new Outcome(Status.TASK_SET_FULL, null);
    public static final Outcome ACA_ACTIVE = new Outcome(Status.ACA_ACTIVE, null);
    public static final Outcome TASK_ABORTED = new Outcome(Status.TASK_ABORTED, null);

    public static final Outcome INVALID_OPERATION_CODE =
            check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    public static final Outcome LBA_OUT_OF_RANGE =
            check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    public static final Outcome INVALID_FIELD_IN_CDB =
            check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);
    public static final Outcome LOGICAL_UNIT_NOT_SUPPORTED =
            check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
    public static final Outcome PARAMETER_LIST_LENGTH_ERROR =
            check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    public static final Outcome WRITE_PROTECTED = check(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED);
    public static final Outcome SPACE_ALLOCATION_FAILED =
            check(SenseKey.DATA_PROTECT, AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT);
    public static final Outcome UNRECOVERED_READ_ERROR =
            check(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);
    public static final Outcome WRITE_ERROR = check(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
    public static final Outcome INTERNAL_TARGET_FAILURE =
            check(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
    public static final Outcome OVERLAPPED_COMMANDS =
            check(SenseKey.ABORTED_COMMAND, AdditionalSense.OVERLAPPED_COMMANDS_ATTEMPTED);

    private final Status status;
    private final Sense sense;
    private final boolean withData;

    private Outcome(Status status, Sense sense) {
        this(status, sense, false);
    }

    private Outcome(Status status, Sense sense, boolean withData) {
        this.status = status;
        this.sense = sense;
        this.withData = withData;
    }

    /** CHECK CONDITION with the sense data. */
    public static Outcome check(Sense sense) {
        return new Outcome(Status.CHECK_CONDITION, Objects.requireNonNull(sense));
    }

    /** CHECK CONDITION with a sense key and additional sense code, nothing else. */
    public static Outcome check(SenseKey key, AdditionalSense additional) {
        return check(Sense.of(key, additional));
    }

    /** The same, with the Data-In that is there: a recovered error, a tape's block of another length. */
    public Outcome withData() {
        return new Outcome(status, sense, true);
    }

    /** Whether Data-In goes with it although it is no success. */
    public boolean hasData() {
        return withData;
    }

    /** The status. */
    public Status status() {
        return status;
    }

    /** The sense data with CHECK CONDITION; {@code null} with any other status. */
    public Sense sense() {
        return sense;
    }

    /** Whether the status is GOOD or CONDITION MET: the command did what it was asked to. */
    public boolean isSuccess() {
        return status == Status.GOOD || status == Status.CONDITION_MET;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Outcome that && status == that.status && Objects.equals(sense, that.sense);
    }

    @Override
    public int hashCode() {
        return 31 * status.hashCode() + Objects.hashCode(sense);
    }

    @Override
    public String toString() {
        return sense == null ? status.toString() : status + " " + sense;
    }
}
