package org.scst.core.scsi;

/**
 * How reservations of another I_T nexus treat a command (persistent reservations: SPC-4, SBC-3; RESERVE: SPC-2).
 *
 * <p>The standards tell some commands apart by their fields (START STOP UNIT, PREVENT ALLOW MEDIUM REMOVAL); these are in the
 * stricter class.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum ReservationClass {
    /** Processed whatever is reserved: identification, capacity, sense. */
    ALWAYS_ALLOWED(true, true, true),
    /** Conflicts with RESERVE only. */
    ALLOWED_UNDER_PERSISTENT_RESERVATION(false, true, true),
    /** Reads: conflicts with RESERVE and with the exclusive access types. */
    ALLOWED_UNDER_WRITE_EXCLUSIVE(false, true, false),
    /** Conflicts with every reservation that does not include the nexus. */
    CONFLICTS(false, false, false),
    /** RESERVE and RELEASE: their own processing decides. */
    RESERVE_RELEASE(true, true, true),
    /** PERSISTENT RESERVE OUT: conflicts with RESERVE; otherwise its own processing decides. */
    PERSISTENT_RESERVE_OUT(false, true, true);

    private final boolean underReserve;
    private final boolean underWriteExclusive;
    private final boolean underExclusiveAccess;

    ReservationClass(boolean underReserve, boolean underWriteExclusive, boolean underExclusiveAccess) {
        this.underReserve = underReserve;
        this.underWriteExclusive = underWriteExclusive;
        this.underExclusiveAccess = underExclusiveAccess;
    }

    /** Whether it goes on while another nexus holds the logical unit by RESERVE. */
    public boolean allowedUnderReserve() {
        return underReserve;
    }

    /** Whether it goes on for a nexus that a write exclusive persistent reservation leaves out. */
    public boolean allowedUnderWriteExclusive() {
        return underWriteExclusive;
    }

    /** Whether it goes on for a nexus that an exclusive access persistent reservation leaves out. */
    public boolean allowedUnderExclusiveAccess() {
        return underExclusiveAccess;
    }
}
