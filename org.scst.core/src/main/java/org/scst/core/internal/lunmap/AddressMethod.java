package org.scst.core.internal.lunmap;

import org.scst.core.scsi.LogicalUnitNumber;

/**
 * How REPORT LUNS puts the number of a LUN into an address (SAM-5 4.7); the names are SCST's. Addresses of any of them are
 * understood, and LUN 0 looks the same in all.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum AddressMethod {
    /** Peripheral device method below 256, else flat space. */
    PERIPHERAL(0),
    /** Flat space. */
    FLAT(0x4000L << 48),
    /** Logical unit method, its 14 bits read as one number. */
    LUN(0x8000L << 48);

    private final long method;

    AddressMethod(long method) {
        this.method = method;
    }

    /**
     * The eight bytes, first byte most significant.
     *
     * @param number 0 to {@link LogicalUnitNumber#MAX_NUMBER}
     */
    public long encode(int number) {
        long address = LogicalUnitNumber.encode(number);
        if (number == 0 || this == PERIPHERAL) {
            return address;
        }
        return (long) number << 48 | method;
    }
}
