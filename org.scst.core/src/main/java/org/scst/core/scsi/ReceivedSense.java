package org.scst.core.scsi;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Sense data as a real device has given it, with all that {@link Sense} has no place for: codes without a name here, FILEMARK, EOM, ILI,
 * command-specific information, descriptors. It goes to the initiator as it came.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ReceivedSense {
    private final byte[] bytes;

    ReceivedSense(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Writes it; returns its length, {@link Sense#MAX_LENGTH} at most. */
    int write(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
        return bytes.length;
    }

    /** The bytes, a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReceivedSense that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
