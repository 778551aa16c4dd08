package org.scst.local;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.TransportId;

/**
 * Who an initiator is: what groups match, and what its reservations are registered for.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name 1 to 223 printable characters without blanks; the name that initiator groups match
 * @param transportId its TransportID; {@code null} makes one of the name, so that it is the same after each restart
 */
public record InitiatorPort(String name, TransportId transportId) {
    private static final int MAX_NAME = 223;
    private static final int ADDRESS_OFFSET = 4;
    private static final long NAA_LOCALLY_ASSIGNED = 3L << 60;

    /** Checks the name. */
    public InitiatorPort {
        if (name.isEmpty() || name.length() > MAX_NAME || !name.matches("[!-~]+")) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of an initiator: it has 1 to " + MAX_NAME
                    + " printable ASCII characters and no blank");
        }
        transportId = Objects.requireNonNullElseGet(transportId, () -> of(name));
    }

    /** With a TransportID made of its name. */
    public InitiatorPort(String name) {
        this(name, null);
    }

    /** A SAS address, locally assigned (NAA 3h), that differs as far as 60 bits of the name's digest do. */
    private static TransportId of(String name) {
        byte[] bytes = new byte[TransportId.FIXED_LENGTH];
        bytes[0] = (byte) ProtocolIdentifier.SAS.code();
        ByteBuffer.wrap(bytes).putLong(ADDRESS_OFFSET, locallyAssigned(name));
        return new TransportId(ProtocolIdentifier.SAS, bytes);
    }

    /** The address that a name of this machine stands for, the same at each start. */
    public static long locallyAssigned(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return NAA_LOCALLY_ASSIGNED | ByteBuffer.wrap(digest).getLong() >>> 4;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
