package org.scst.iscsi.internal.authentication;

import java.security.MessageDigest;

/**
 * What one side asks the other to answer by the secret (RFC 1994 4.1).
 *
 * <p><i>Threading:</i> immutable; nobody changes its bytes.
 *
 * @param identifier 0 to 255
 * @param value 1 to 1024 bytes
 */
record Challenge(int identifier, byte[] value) {
    /** Longest binary value (RFC 7143 6.1). */
    static final int MOST_BYTES = 1024;

    /** Whether the other one asks the same. */
    boolean sameValue(Challenge other) {
        return MessageDigest.isEqual(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Challenge that && identifier == that.identifier && sameValue(that);
    }

    @Override
    public int hashCode() {
        return identifier;
    }

    @Override
    public String toString() {
        return "challenge " + identifier;
    }
}
