package org.scst.core.internal.reservation;

import java.util.Objects;
import org.scst.core.scsi.TransportId;

/**
 * An I_T nexus as registrations name it, whether or not it exists now: it is the same after a reconnect and a restart.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param initiatorPort TransportID of the initiator port
 * @param targetPort RELATIVE TARGET PORT IDENTIFIER, 1 to 65535
 */
public record Registrant(TransportId initiatorPort, int targetPort) {

    /** Refuses what names no I_T nexus. */
    public Registrant {
        Objects.requireNonNull(initiatorPort);
        if (targetPort < 1 || targetPort > 0xFFFF) {
            throw new IllegalArgumentException("relative target port identifier " + targetPort);
        }
    }
}
