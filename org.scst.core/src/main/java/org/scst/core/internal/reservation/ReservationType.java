package org.scst.core.internal.reservation;

/**
 * Persistent reservation TYPE (SPC-4, PERSISTENT RESERVE IN): what others may not do, and who the others are.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum ReservationType {
    WRITE_EXCLUSIVE(0x1, true, Sharing.HOLDER),
    EXCLUSIVE_ACCESS(0x3, false, Sharing.HOLDER),
    WRITE_EXCLUSIVE_REGISTRANTS_ONLY(0x5, true, Sharing.REGISTRANTS),
    EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(0x6, false, Sharing.REGISTRANTS),
    WRITE_EXCLUSIVE_ALL_REGISTRANTS(0x7, true, Sharing.ALL_HOLD),
    EXCLUSIVE_ACCESS_ALL_REGISTRANTS(0x8, false, Sharing.ALL_HOLD);

    private enum Sharing {
        /** One holds it, and nobody else is let in. */
        HOLDER,
        /** One holds it, and every registrant is let in. */
        REGISTRANTS,
        /** Every registrant holds it. */
        ALL_HOLD
    }

    private final int code;
    private final boolean writeExclusive;
    private final Sharing sharing;

    ReservationType(int code, boolean writeExclusive, Sharing sharing) {
        this.code = code;
        this.writeExclusive = writeExclusive;
        this.sharing = sharing;
    }

    /** The code, 1 to 8. */
    public int code() {
        return code;
    }

    /** The type of a code; {@code null} when it is reserved or obsolete. */
    public static ReservationType of(int code) {
        for (ReservationType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    /** Whether those left out may still read. */
    public boolean writeExclusive() {
        return writeExclusive;
    }

    /** Whether every registrant is let in. */
    public boolean sharedByRegistrants() {
        return sharing != Sharing.HOLDER;
    }

    /** Whether every registrant holds it, and so none in particular. */
    public boolean allRegistrants() {
        return sharing == Sharing.ALL_HOLD;
    }

    /** PERSISTENT RESERVATION TYPE MASK of all types: its two bytes have the bit of type 8 in the lower one. */
    public static int mask() {
        int mask = 0;
        for (ReservationType type : values()) {
            mask |= 1 << (type.code < 8 ? type.code + 8 : type.code - 8);
        }
        return mask;
    }
}
