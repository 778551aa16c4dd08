package org.scst.core.scsi;

/**
 * SENSE KEY field of sense data (SPC-4 4.5.6).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum SenseKey {
    NO_SENSE,
    RECOVERED_ERROR,
    NOT_READY,
    MEDIUM_ERROR,
    HARDWARE_ERROR,
    ILLEGAL_REQUEST,
    UNIT_ATTENTION,
    DATA_PROTECT,
    BLANK_CHECK,
    VENDOR_SPECIFIC,
    COPY_ABORTED,
    ABORTED_COMMAND,
    RESERVED,
    VOLUME_OVERFLOW,
    MISCOMPARE,
    COMPLETED;

    private static final SenseKey[] BY_CODE = values();

    /** The four-bit code, 0 to Fh. */
    public int code() {
        return ordinal();
    }

    /**
     * The key with a code.
     *
     * @param code 0 to Fh
     */
    public static SenseKey of(int code) {
        return BY_CODE[code];
    }
}
