package org.scst.core.scsi;

/**
 * The eight-byte address of a logical unit as one I_T nexus sees it (SAM-5 4.7).
 *
 * <p>Of the address methods, the single-level ones that carry a number of up to 14 bits are understood:
 *
 * <pre>
 *   00 nnnnnn nnnnnnnn 0…   peripheral device; with a bus or target the 16 bits are read as one number
 *   01 nnnnnn nnnnnnnn 0…   flat space
 *   10 nnnnnn nnnnnnnn 0…   logical unit, read as one number
 *   11 000001 00000001 0…   well-known logical unit, here REPORT LUNS
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param bytes the eight bytes, first byte most significant
 */
public record LogicalUnitNumber(long bytes) implements Comparable<LogicalUnitNumber> {
    /** Largest number. */
    public static final int MAX_NUMBER = 0x3FFF;

    /** The well-known REPORT LUNS logical unit. */
    public static final LogicalUnitNumber REPORT_LUNS = new LogicalUnitNumber(0xC101L << 48);

    private static final int METHOD_EXTENDED = 3;
    private static final int FIRST_FLAT_NUMBER = 256;
    private static final long FLAT = 0x4000L << 48;
    private static final long LOWER_LEVELS = 0x0000_FFFF_FFFF_FFFFL;

    /**
     * The address of a number: peripheral device method below 256, else flat space.
     *
     * @param number 0 to {@link #MAX_NUMBER}
     */
    public static LogicalUnitNumber of(int number) {
        return new LogicalUnitNumber(encode(number));
    }

    /** As {@link #of}, without an object. */
    public static long encode(int number) {
        if (number < 0 || number > MAX_NUMBER) {
            throw new IllegalArgumentException("LUN " + number + " is not in 0.." + MAX_NUMBER);
        }
        long address = (long) number << 48;
        return number < FIRST_FLAT_NUMBER ? address : address | FLAT;
    }

    /**
     * The number in an address.
     *
     * @param lun the eight bytes, first byte most significant
     * @return 0 to {@link #MAX_NUMBER}, or -1 for an address of several levels or of a method that carries no such number
     */
    public static int number(long lun) {
        if ((lun & LOWER_LEVELS) != 0 || lun >>> 62 == METHOD_EXTENDED) {
            return -1;
        }
        return (int) (lun >>> 48) & MAX_NUMBER;
    }

    /** The number, or -1 (see {@link #number(long)}). */
    public int number() {
        return number(bytes);
    }

    /** Whether this is a well-known logical unit (extended method 1, one byte). */
    public boolean isWellKnown() {
        return isWellKnown(bytes);
    }

    /** As {@link #isWellKnown()}, without an object. */
    public static boolean isWellKnown(long lun) {
        return lun >>> 56 == 0xC1 && (lun & LOWER_LEVELS) == 0;
    }

    @Override
    public int compareTo(LogicalUnitNumber other) {
        return Long.compareUnsigned(bytes, other.bytes);
    }

    /** The number, or all bytes in hexadecimal when there is none. */
    @Override
    public String toString() {
        int number = number();
        return number < 0 ? String.format("%016xh", bytes) : Integer.toString(number);
    }
}
