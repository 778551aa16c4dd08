package org.scst.core.internal.reservation;

import java.util.List;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TransportId;

/**
 * REGISTER AND MOVE (SPC-4, Reservations, registering and moving): the holder gives its reservation to another I_T nexus, which it
 * registers with that.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class RegisterAndMove extends RegistrantOnly {
    private static final int SERVICE_ACTION_KEY_OFFSET = 8;
    private static final int TARGET_PORT_OFFSET = 18;
    private static final int TRANSPORT_ID_OFFSET = 24;

    private static final Change NOTHING_RESERVED = Change.refused(Outcome.INVALID_FIELD_IN_CDB);

    @Override
    public ParameterList.Form form() {
        return ParameterList.Form.MOVE;
    }

    @Override
    Change ofRegistrant(ReservationState before, Request request) {
        if (before.type() == null) {
            return NOTHING_RESERVED;
        }
        if (!before.holds(request.nexus()) || before.type().allRegistrants()) {
            return Change.CONFLICT;
        }
        ParameterList list = request.list();
        TransportId initiatorPort = list.initiatorPorts().getFirst();
        if (list.serviceActionKey() == 0) {
            return invalid(SERVICE_ACTION_KEY_OFFSET);
        }
        if (request.ports().protocol(list.targetPort()) != initiatorPort.protocol()) {
            return invalid(
                    request.ports().protocol(list.targetPort()) == null ? TARGET_PORT_OFFSET : TRANSPORT_ID_OFFSET);
        }
        Registrant next = new Registrant(initiatorPort, list.targetPort());
        if (initiatorPort.isInitiatorDevice() || next.equals(request.nexus())) {
            return invalid(TRANSPORT_ID_OFFSET);
        }
        return move(before, request, next);
    }

    private static Change invalid(int offset) {
        return Change.refused(ParameterList.invalidField(offset, -1));
    }

    private static Change move(ReservationState before, Request request, Registrant next) {
        ParameterList list = request.list();
        ReservationState registered = before.with(List.of(next), list.serviceActionKey());
        if (registered.keys().size() > Register.MOST_REGISTRATIONS) {
            return Change.refused(Register.TOO_MANY);
        }
        ReservationState moved = registered.reserved(before.type(), next);
        ReservationState after = list.unregisters() ? moved.without(List.of(request.nexus())) : moved;
        return Change.to(after.counted().persistent(list.persistent()));
    }
}
