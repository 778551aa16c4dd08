package org.scst.core.scsi;

/**
 * How reservations of another I_T nexus treat a command (persistent reservations: SPC-4, SBC-3; RESERVE: SPC-2).
 *
 * <p>The standards tell some commands apart by their fields: what those allow is {@link #allowedByFields}.
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
    /** PREVENT ALLOW MEDIUM REMOVAL: conflicts when it prevents; to allow (PREVENT zero) always goes on. */
    CONFLICTS_UNLESS_ALLOWING(false, false, false) {
        @Override
        public boolean allowedByFields(Cdb cdb) {
            return (cdb.u8(4) & 0x03) == 0;
        }
    },
    /** START STOP UNIT: conflicts unless it starts (START one, POWER CONDITION zero). */
    CONFLICTS_UNLESS_STARTING(false, false, false) {
        @Override
        public boolean allowedByFields(Cdb cdb) {
            return (cdb.u8(4) & 0xF1) == 0x01;
        }
    },
    /** RESERVE and RELEASE: their own processing decides. */
    RESERVE_RELEASE(true, true, true),
    /** PERSISTENT RESERVE IN: conflicts with RESERVE, even of its own nexus. */
    PERSISTENT_RESERVE_IN(false, true, true),
    /** PERSISTENT RESERVE OUT: conflicts with RESERVE, even of its own nexus; otherwise its own processing decides. */
    PERSISTENT_RESERVE_OUT(false, true, true);

    private final boolean underReserve;
    private final boolean underWriteExclusive;
    private final boolean underExclusiveAccess;

    ReservationClass(boolean underReserve, boolean underWriteExclusive, boolean underExclusiveAccess) {
        this.underReserve = underReserve;
        this.underWriteExclusive = underWriteExclusive;
        this.underExclusiveAccess = underExclusiveAccess;
    }

    /** Whether what its CDB asks for goes on whatever is reserved, though the command as such conflicts. */
    public boolean allowedByFields(Cdb cdb) {
        return false;
    }

    /** Whether a RESERVE conflicts with it whoever holds that: SPC-2 keeps the two kinds of reservation apart. */
    public boolean conflictsWithOwnReserve() {
        return this == PERSISTENT_RESERVE_IN || this == PERSISTENT_RESERVE_OUT;
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
