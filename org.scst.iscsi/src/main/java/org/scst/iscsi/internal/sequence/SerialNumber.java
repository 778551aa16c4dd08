package org.scst.iscsi.internal.sequence;

/**
 * Serial number arithmetic over 32 bits (RFC 1982, RFC 7143 4.2.2): half of all numbers come before a given one.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class SerialNumber {
    private SerialNumber() {}

    /** Whether {@code first} comes before {@code second}. */
    public static boolean before(int first, int second) {
        return first - second < 0;
    }

    /** Whether {@code first} comes after {@code second}. */
    public static boolean after(int first, int second) {
        return first - second > 0;
    }

    /** The later of both. */
    public static int later(int first, int second) {
        return after(first, second) ? first : second;
    }
}
