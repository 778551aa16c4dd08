package org.scst.core.internal.nexus;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.scst.core.internal.reservation.TargetPorts;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.TransportId;

/**
 * The target ports of all targets, and the initiator ports that are logged in there.
 *
 * <p><i>Threading:</i> thread-safe as far as what it asks is.
 */
public final class KnownPorts implements TargetPorts {
    private final Supplier<Collection<PortState>> ports;

    /** @param ports every port there is now */
    public KnownPorts(Supplier<Collection<PortState>> ports) {
        this.ports = ports;
    }

    @Override
    public List<Integer> ofProtocol(ProtocolIdentifier protocol) {
        return ports.get().stream()
                .filter(port -> protocol(port) == protocol)
                .map(PortState::relativePortIdentifier)
                .sorted()
                .toList();
    }

    @Override
    public ProtocolIdentifier protocol(int relativePortIdentifier) {
        return ports.get().stream()
                .filter(port -> port.relativePortIdentifier() == relativePortIdentifier)
                .map(KnownPorts::protocol)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static ProtocolIdentifier protocol(PortState port) {
        return port.description() == null ? null : port.description().protocol();
    }

    @Override
    public Collection<TransportId> portsOf(TransportId initiatorDevice) {
        Set<TransportId> found = new LinkedHashSet<>();
        for (PortState port : ports.get()) {
            port.nexuses().stream()
                    .map(nexus -> nexus.description().initiatorPort())
                    .filter(id -> id != null && id.initiatorDevice().equals(initiatorDevice))
                    .forEach(found::add);
        }
        return found;
    }
}
