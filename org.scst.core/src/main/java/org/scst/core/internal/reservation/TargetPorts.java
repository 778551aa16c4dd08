package org.scst.core.internal.reservation;

import java.util.Collection;
import java.util.List;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.TransportId;

/**
 * The target ports of the SCSI target device, for service actions that name others than their own.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public interface TargetPorts {

    /** Relative target port identifiers of the ports of a protocol. */
    List<Integer> ofProtocol(ProtocolIdentifier protocol);

    /** Protocol of a port; {@code null} when there is no such port. */
    ProtocolIdentifier protocol(int relativePortIdentifier);

    /** The initiator ports of an iSCSI initiator device that are known: those logged in anywhere. */
    Collection<TransportId> portsOf(TransportId initiatorDevice);
}
