package org.scst.vdisk.internal.protection;

/**
 * What a medium is formatted with (SBC-3 4.22.2).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum ProtectionType {
    /** The reference tag is the low four bytes of the LBA. */
    TYPE_1,
    /** The reference tag counts on from what a 32-byte CDB says. */
    TYPE_2,
    /** The reference tag is the application client's. */
    TYPE_3;

    /** P_TYPE of READ CAPACITY (16). */
    public int code() {
        return ordinal();
    }

    /** 1, 2 or 3. */
    public int number() {
        return ordinal() + 1;
    }

    /** From {@link #number}; {@code null} for others. */
    public static ProtectionType of(int number) {
        return number < 1 || number > values().length ? null : values()[number - 1];
    }

    /** Whether a block with these tags, read from the medium, is not to be checked. */
    boolean escapes(int applicationTag, int referenceTag) {
        return applicationTag == 0xFFFF && (this != TYPE_3 || referenceTag == -1);
    }
}
