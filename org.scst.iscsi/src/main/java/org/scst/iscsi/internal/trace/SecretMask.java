package org.scst.iscsi.internal.trace;

/**
 * Puts something else in place of what would let others find out a login's secret: the value of CHAP_R (RFC 7143 12.1.3), from which,
 * with the challenge, a weak secret can be guessed. A value may go on in the next PDU.
 *
 * <p><i>Threading:</i> confined to one connection's event loop; one for each direction.
 */
final class SecretMask {
    private static final String SECRET = "CHAP_R";
    private static final int LONGEST_KEY = 63;
    private static final byte MASK = 'x';

    private final StringBuilder key = new StringBuilder();
    private boolean inValue;
    private boolean secret;

    /** Masks a stretch of text in place. */
    void mask(byte[] bytes, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (bytes[i] == 0) {
                inValue = false;
                secret = false;
                key.setLength(0);
            } else if (inValue) {
                bytes[i] = secret ? MASK : bytes[i];
            } else if (bytes[i] == '=') {
                inValue = true;
                secret = SECRET.contentEquals(key);
            } else if (key.length() <= LONGEST_KEY) {
                key.append((char) (bytes[i] & 0xFF));
            }
        }
    }
}
