package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import org.scst.core.scsi.Sense;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.PduOutput;
import org.scst.iscsi.internal.pdu.AsynchronousMessage;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.InitiatorPdu;
import org.scst.iscsi.internal.pdu.LogoutRequest;
import org.scst.iscsi.internal.pdu.LogoutResponse;
import org.scst.iscsi.internal.pdu.NopIn;
import org.scst.iscsi.internal.pdu.NopOut;
import org.scst.iscsi.internal.pdu.Opcode;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.pdu.RejectReason;
import org.scst.iscsi.internal.pdu.TaskManagementFunctionRequest;
import org.scst.iscsi.internal.pdu.TextRequest;

/**
 * Everything numbered that is not a SCSI Command: NOP-Out, Task Management, Text, Logout; taken in their turn unless they are
 * marked immediate (RFC 7143 4.2.2.1).
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
final class OrderedPdus {
    private final Session session;
    private final Connection connection;
    private final Turns turns;
    private final TaskManagement taskManagement;
    private final TextRequests text;
    private final InitiatorPdu numbered = new InitiatorPdu();
    private final NopOut nopOut = new NopOut();
    private final NopIn nopIn = new NopIn();
    private final TaskManagementFunctionRequest function = new TaskManagementFunctionRequest();
    private final TextRequest textRequest = new TextRequest();
    private final LogoutRequest logoutRequest = new LogoutRequest();
    private final LogoutResponse logoutResponse = new LogoutResponse();
    private final AsynchronousMessage message = new AsynchronousMessage();

    OrderedPdus(Session session, Connection connection, Turns turns, TaskManagement taskManagement, TextRequests text) {
        this.session = session;
        this.connection = connection;
        this.turns = turns;
        this.taskManagement = taskManagement;
        this.text = text;
    }

    /** Whether a held PDU is one for this class. */
    boolean isOrdered(HeldPdus.Held held) {
        numbered.wrap(held.copy(), 0);
        return numbered.opcode() != Opcode.SCSI_COMMAND;
    }

    /** A PDU has arrived, as {@link org.scst.iscsi.internal.connection.Phase#pduReceived}. */
    void received(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        numbered.wrap(buffer, header);
        verifyOpcode();
        if (numbered.immediate()) {
            onImmediate(buffer, header, data, length);
            return;
        }
        int cmdSN = numbered.cmdSN();
        switch (turns.of(cmdSN)) {
            case IN_TURN -> {
                connection.window().advance();
                on(buffer, header, data, length);
            }
            case AHEAD -> {
                HeldPdus.Held held = turns.hold(cmdSN, buffer, header, length);
                held.data(buffer, data, length);
                held.end(true);
            }
            case OUTSIDE -> {
                // Ignored without an answer.
            }
        }
    }

    /** A PDU whose data digest was wrong counts as received: at ErrorRecoveryLevel 0 nobody would fill the gap. */
    void discarded(ByteBuf buffer, int header) {
        numbered.wrap(buffer, header);
        if (!numbered.immediate() && numbered.cmdSN() == connection.window().expCmdSN()) {
            connection.window().advance();
        }
    }

    void replay(HeldPdus.Held held) throws ProtocolViolation {
        connection.window().advance();
        on(held.copy(), 0, held.data(), held.dataLength());
    }

    private void verifyOpcode() throws ProtocolViolation {
        switch (numbered.opcode()) {
            case Opcode.NOP_OUT,
                    Opcode.TASK_MANAGEMENT_FUNCTION_REQUEST,
                    Opcode.TEXT_REQUEST,
                    Opcode.LOGOUT_REQUEST -> {
                // These are served.
            }
            case Opcode.SNACK_REQUEST ->
                throw ProtocolViolation.reject(RejectReason.COMMAND_NOT_SUPPORTED, "SNACK at ErrorRecoveryLevel 0");
            case Opcode.LOGIN_REQUEST ->
                throw ProtocolViolation.reject(RejectReason.PROTOCOL_ERROR, "Login Request after login");
            default -> throw ProtocolViolation.connectionFailure(Opcode.name(numbered.opcode()));
        }
    }

    private void onImmediate(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        if (numbered.opcode() == Opcode.TASK_MANAGEMENT_FUNCTION_REQUEST) {
            // It reaches what was sent before it, even if that was held back here.
            turns.takeInHeldBefore(numbered.cmdSN());
        }
        on(buffer, header, data, length);
    }

    private void on(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        numbered.wrap(buffer, header);
        switch (numbered.opcode()) {
            case Opcode.NOP_OUT -> onNopOut(buffer, header, data, length);
            case Opcode.TASK_MANAGEMENT_FUNCTION_REQUEST -> {
                function.wrap(buffer, header);
                taskManagement.received(function);
            }
            case Opcode.TEXT_REQUEST -> {
                textRequest.wrap(buffer, header);
                text.received(textRequest, buffer, data, length);
            }
            default -> onLogoutRequest(buffer, header);
        }
    }

    /** Returns the ping data, as much as the initiator takes (RFC 7143 11.18, 11.19). */
    private void onNopOut(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        nopOut.wrap(buffer, header);
        if (nopOut.initiatorTaskTag() == BasicHeaderSegment.RESERVED_TAG) {
            return;
        }
        int returned = Math.min(length, session.parameters().maxXmitDataSegmentLength());
        PduOutput output = connection.output();
        output.reserveAnswer(returned);
        output.beginWithStatus(nopIn);
        nopIn.initiatorTaskTag(nopOut.initiatorTaskTag());
        nopIn.targetTransferTag(BasicHeaderSegment.RESERVED_TAG);
        output.finish(nopIn, session.allocate(returned).writeBytes(buffer, data, returned));
    }

    private void onLogoutRequest(ByteBuf buffer, int header) throws ProtocolViolation {
        logoutRequest.wrap(buffer, header);
        int tag = logoutRequest.initiatorTaskTag();
        switch (logoutRequest.reason()) {
            case LogoutRequest.CLOSE_SESSION -> logOut(tag);
            case LogoutRequest.CLOSE_CONNECTION -> {
                if (logoutRequest.cid() == session.identity().cid()) {
                    logOut(tag);
                } else {
                    answerLogout(tag, LogoutResponse.CID_NOT_FOUND);
                }
            }
            case LogoutRequest.REMOVE_CONNECTION_FOR_RECOVERY ->
                answerLogout(tag, LogoutResponse.RECOVERY_NOT_SUPPORTED);
            default ->
                throw ProtocolViolation.reject(
                        RejectReason.INVALID_PDU_FIELD, "logout for reason " + logoutRequest.reason());
        }
    }

    /** The commands of the session end with it, unanswered; then the initiator hears of it, and the connection ends. */
    private void logOut(int tag) {
        session.loggedOut();
        answerLogout(tag, LogoutResponse.CLOSED);
        connection.closeAfterFlush();
    }

    private void answerLogout(int tag, int code) {
        connection.output().beginWithStatus(logoutResponse);
        logoutResponse.initiatorTaskTag(tag);
        logoutResponse.response(code);
        connection.output().finish(logoutResponse);
    }

    /** Asks the initiator to log out within so many seconds (RFC 7143 11.9.1). */
    void requestLogout(int seconds) {
        connection.output().beginWithStatus(message);
        message.initiatorTaskTag(BasicHeaderSegment.RESERVED_TAG);
        message.event(AsynchronousMessage.LOGOUT_REQUESTED).parameters(0, 0, seconds);
        connection.output().finish(message);
    }

    /** A SCSI event: its sense data in fixed format behind its length, as in a SCSI Response (RFC 7143 11.9.4). */
    void reportEvent(long lun, Sense sense) {
        byte[] fixed = new byte[Sense.FIXED_LENGTH];
        int length = sense.writeFixed(fixed, 0);
        PduOutput output = connection.output();
        output.beginWithStatus(message);
        message.lun(lun);
        message.initiatorTaskTag(BasicHeaderSegment.RESERVED_TAG);
        message.event(AsynchronousMessage.SCSI_EVENT).parameters(0, 0, 0);
        ByteBuf segment = output.allocate(2 + length);
        segment.writeShort(length).writeBytes(fixed, 0, length);
        output.finish(message, segment);
    }

    /** Whether a text exchange is under way. */
    boolean idle() {
        return text.idle();
    }

    /** The same as {@link #announceDrop}, to be sent by somebody else, after all that is queued now. */
    ByteBuf dropAnnouncement() {
        return connection.output().composeAside(message, () -> {
            message.initiatorTaskTag(BasicHeaderSegment.RESERVED_TAG);
            message.event(AsynchronousMessage.DROP_SESSION).parameters(0, 0, 0);
        });
    }

    /** Says that the connection is about to be dropped and that the initiator may come back at once (RFC 7143 11.9.1). */
    void announceDrop() {
        connection.output().beginWithStatus(message);
        message.initiatorTaskTag(BasicHeaderSegment.RESERVED_TAG);
        message.event(AsynchronousMessage.DROP_SESSION).parameters(0, 0, 0);
        connection.output().finish(message);
    }
}
