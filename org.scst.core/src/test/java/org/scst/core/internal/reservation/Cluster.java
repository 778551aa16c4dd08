package org.scst.core.internal.reservation;

import java.util.Collection;
import java.util.List;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.TransportId;

/**
 * A logical unit without nexuses, and the registrants of a cluster: what service actions do to its state.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class Cluster {
    static final Registrant A = registrant("iqn.2026-11.org.example:a", 1);
    static final Registrant B = registrant("iqn.2026-11.org.example:b", 1);
    static final Registrant C = registrant("iqn.2026-11.org.example:c", 1);
    static final int SRP_PORT = 9;

    /** Two iSCSI ports and one of SRP; two sessions of b. */
    static final TargetPorts PORTS = new TargetPorts() {
        @Override
        public List<Integer> ofProtocol(ProtocolIdentifier protocol) {
            return protocol == ProtocolIdentifier.ISCSI ? List.of(1, 2) : List.of(SRP_PORT);
        }

        @Override
        public ProtocolIdentifier protocol(int relativePortIdentifier) {
            return switch (relativePortIdentifier) {
                case 1, 2 -> ProtocolIdentifier.ISCSI;
                case SRP_PORT -> ProtocolIdentifier.SRP;
                default -> null;
            };
        }

        @Override
        public Collection<TransportId> portsOf(TransportId initiatorDevice) {
            return initiatorDevice.equals(B.initiatorPort().initiatorDevice())
                    ? List.of(B.initiatorPort(), TransportId.iscsi("iqn.2026-11.org.example:b", 2))
                    : List.of();
        }
    };

    ReservationState state = ReservationState.NONE;
    Change last;

    static Registrant registrant(String name, int targetPort) {
        return new Registrant(TransportId.iscsi(name, 1), targetPort);
    }

    static ParameterList keys(long key, long serviceActionKey) {
        return new ParameterList(key, serviceActionKey, false, false, false, false, 0, List.of());
    }

    Change act(ServiceAction action, Registrant by, ReservationType type, ParameterList list) {
        return act(action, new Request(by, 0, type == null ? 0 : type.code(), list, PORTS));
    }

    Change act(ServiceAction action, Request request) {
        last = action.apply(state, request);
        if (!last.refused()) {
            state = last.state();
        }
        return last;
    }

    Cluster register(Registrant by, long key) {
        act(new Register(true), by, null, keys(0, key));
        return this;
    }

    Cluster reserve(Registrant by, ReservationType type) {
        act(new Reserve(), by, type, keys(state.keys().get(by), 0));
        return this;
    }

    Change release(Registrant by, ReservationType type) {
        return act(new Release(), by, type, keys(state.keys().get(by), 0));
    }

    Change preempt(Registrant by, ReservationType type, long victim) {
        return act(new Preempt(false), by, type, keys(state.keys().get(by), victim));
    }

    Change preemptAndAbort(Registrant by, ReservationType type, long victim) {
        return act(new Preempt(true), by, type, keys(state.keys().get(by), victim));
    }
}
