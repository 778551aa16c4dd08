package org.scst.core.internal.reservation;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TransportId;

/**
 * REGISTER and REGISTER AND IGNORE EXISTING KEY (SPC-4, Reservations, registering and unregistering): registers, changes the key,
 * or with a service action reservation key of zero unregisters.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class Register implements ServiceAction {
    /** More than any cluster has paths; keeps a peer from taking memory without end. */
    static final int MOST_REGISTRATIONS = 4096;

    static final Outcome TOO_MANY =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INSUFFICIENT_REGISTRATION_RESOURCES);

    private final boolean ignoringKey;

    /** @param ignoringKey whether the existing key need not be known */
    public Register(boolean ignoringKey) {
        this.ignoringKey = ignoringKey;
    }

    @Override
    public ParameterList.Form form() {
        return ignoringKey ? ParameterList.Form.BASIC : ParameterList.Form.WITH_INITIATOR_PORTS;
    }

    @Override
    public Change apply(ReservationState before, Request request) {
        boolean registered = before.registered(request.nexus());
        ParameterList list = request.list();
        if (!ignoringKey && (registered ? !request.keyMatches(before) : list.key() != 0)) {
            return Change.CONFLICT;
        }
        if (registered && list.specifiesInitiatorPorts()) {
            return Change.refused(Outcome.INVALID_FIELD_IN_CDB);
        }
        if (list.serviceActionKey() == 0) {
            return registered ? unregister(before, request) : Change.to(before);
        }
        ReservationState after = before.with(concerned(request), list.serviceActionKey());
        return after.keys().size() > MOST_REGISTRATIONS
                ? Change.refused(TOO_MANY)
                : Change.to(after.counted().persistent(list.persistent()));
    }

    /** Registrants of a shared reservation that is gone with its holder are told. */
    private static Change unregister(ReservationState before, Request request) {
        ReservationState after = before.without(concerned(request));
        Change change = Change.to(after.counted().persistent(request.list().persistent()));
        boolean released =
                before.type() != null && after.type() == null && before.type().sharedByRegistrants();
        return released ? change.telling(after.registrants(), request.nexus(), Change.RESERVATIONS_RELEASED) : change;
    }

    /** The I_T nexuses that the request speaks of. */
    private static Set<Registrant> concerned(Request request) {
        Set<TransportId> initiatorPorts = new LinkedHashSet<>();
        initiatorPorts.add(request.nexus().initiatorPort());
        for (TransportId named : request.list().initiatorPorts()) {
            initiatorPorts.addAll(named.isInitiatorDevice() ? request.ports().portsOf(named) : List.of(named));
        }
        Set<Registrant> concerned = new LinkedHashSet<>();
        concerned.add(request.nexus());
        for (int targetPort : targetPorts(request)) {
            initiatorPorts.forEach(port -> concerned.add(new Registrant(port, targetPort)));
        }
        return concerned;
    }

    private static Collection<Integer> targetPorts(Request request) {
        return request.list().allTargetPorts()
                ? request.ports().ofProtocol(request.nexus().initiatorPort().protocol())
                : List.of(request.nexus().targetPort());
    }
}
