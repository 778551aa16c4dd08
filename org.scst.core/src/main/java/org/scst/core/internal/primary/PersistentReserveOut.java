package org.scst.core.internal.primary;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.nexus.Command;
import org.scst.core.internal.reservation.Change;
import org.scst.core.internal.reservation.ParameterList;
import org.scst.core.internal.reservation.PersistentReservations;
import org.scst.core.internal.reservation.Registrant;
import org.scst.core.internal.reservation.Request;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.internal.reservation.ServiceAction;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PERSISTENT RESERVE OUT (SPC-4): one service action. It is judged, kept on disk where APTPL wants that, put in force, and only
 * then answered.
 *
 * <p><i>Threading:</i> takes the parameter list on the nexus's executor; everything else on the context of the reservations, one
 * command of any nexus after another.
 */
final class PersistentReserveOut implements CommandHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PersistentReserveOut.class);

    /** What is registered is not known: the file is damaged, and somebody must look at it. */
    static final Outcome UNKNOWN =
            Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED);

    private final DeviceFacts facts;
    private final ServiceAction action;

    PersistentReserveOut(DeviceFacts facts, ServiceAction action) {
        this.facts = facts;
        this.action = action;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return command.cdb().u32(5) > ParameterList.MOST_BYTES ? Outcome.PARAMETER_LIST_LENGTH_ERROR : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        PersistentReservations reservations = facts.reservations();
        Command own = (Command) command;
        Registrant nexus = own.nexus().registrant();
        if (nexus == null) {
            return Outcome.INVALID_OPERATION_CODE;
        }
        if (reservations.damage() != null) {
            return UNKNOWN;
        }
        byte[] list = list(command);
        Outcome wrong = ParameterList.verify(action.form(), list);
        if (wrong != null) {
            return wrong;
        }
        int scopeAndType = command.cdb().u8(2);
        Request request = new Request(
                nexus,
                scopeAndType >> 4,
                scopeAndType & 0xF,
                ParameterList.read(action.form(), list),
                own.nexus().targetPorts());
        long token = command.token();
        try {
            reservations.context().execute(() -> change(own, token, request));
        } catch (RejectedExecutionException stopping) {
            return Outcome.BUSY;
        }
        return null;
    }

    private static byte[] list(DeviceCommand command) {
        byte[] list = new byte[command.length()];
        ByteBuf data = command.data();
        if (data != null) {
            data.getBytes(data.readerIndex(), list);
        }
        return list;
    }

    /** Who waits for the answer gets one, whatever happens. */
    private void change(Command command, long token, Request request) {
        Outcome refused = Outcome.INTERNAL_TARGET_FAILURE;
        try {
            refused = command.aborted() ? Outcome.TASK_ABORTED : begin(command, token, request);
        } finally {
            if (refused != null) {
                command.answer(token, refused);
            }
        }
    }

    private Outcome begin(Command command, long token, Request request) {
        LogicalUnit unit = facts.logicalUnit();
        if (!unit.beginRegistering()) {
            return Outcome.RESERVATION_CONFLICT;
        }
        ReservationState before = facts.reservations().state();
        try {
            Change change = action.apply(before, request);
            if (change.refused()) {
                return change.outcome();
            }
            facts.reservations().keep(change.state());
            new ReservationNotice(unit, command, before, change, outcome -> command.answer(token, outcome)).begin();
            return null;
        } catch (IOException e) {
            LOG.error(
                    "Device {}: {} of {} is not done, for the state folder does not take it",
                    unit.name(),
                    command.descriptor().name(),
                    request.nexus().initiatorPort(),
                    e);
            return Outcome.INTERNAL_TARGET_FAILURE;
        } finally {
            unit.registered(facts.reservations().state());
        }
    }
}
