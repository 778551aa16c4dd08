package org.scst.core.scsi;

/**
 * Status codes of a command (SAM-5 5.3).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum Status {
    GOOD(0x00),
    CHECK_CONDITION(0x02),
    CONDITION_MET(0x04),
    BUSY(0x08),
    RESERVATION_CONFLICT(0x18),
    TASK_SET_FULL(0x28),
    ACA_ACTIVE(0x30),
    TASK_ABORTED(0x40);

    private final int code;

    Status(int code) {
        this.code = code;
    }

    /** The STATUS byte, 0 to FFh. */
    public int code() {
        return code;
    }

    /**
     * The status with a code.
     *
     * @throws IllegalArgumentException when no status has it
     */
    public static Status of(int code) {
        for (Status status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("no status has code " + Integer.toHexString(code) + "h");
    }
}
