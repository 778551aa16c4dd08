package org.scst.iscsi.internal.discovery;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.ConnectionState;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.login.LoginService;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.LogoutRequest;
import org.scst.iscsi.internal.pdu.LogoutResponse;
import org.scst.iscsi.internal.pdu.NopIn;
import org.scst.iscsi.internal.pdu.NopOut;
import org.scst.iscsi.internal.pdu.Opcode;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.pdu.Reject;
import org.scst.iscsi.internal.pdu.RejectReason;
import org.scst.iscsi.internal.pdu.TextRequest;
import org.scst.iscsi.internal.sequence.CommandWindow;
import org.scst.iscsi.internal.session.TextRequests;

/**
 * A discovery session: text, NOP and logout, nothing else (RFC 7143 4.3).
 *
 * <p><i>Threading:</i> confined to the connection's event loop.
 */
public final class DiscoveryPhase implements Phase {
    private final Connection connection;
    private final TextRequests answers;
    private final LoginService.Negotiated negotiated;
    private final int longestReceived;
    private final TextRequest text = new TextRequest();
    private final NopOut nopOut = new NopOut();
    private final NopIn nopIn = new NopIn();
    private final LogoutRequest logout = new LogoutRequest();
    private final LogoutResponse logoutResponse = new LogoutResponse();
    private final Reject reject = new Reject();
    private long lastPdu;
    private int longestSent;

    /**
     * @param answers to Text Requests
     * @param negotiated what login has settled
     */
    public DiscoveryPhase(Connection connection, TextRequests answers, LoginService.Negotiated negotiated) {
        this.connection = connection;
        this.answers = answers;
        this.negotiated = negotiated;
        lastPdu = connection.now();
        longestReceived = negotiated.maxRecvDataSegmentLength();
        longestSent = negotiated.maxXmitDataSegmentLength();
        answers.onDeclared(length -> longestSent = length);
    }

    @Override
    public boolean everyEndIsTold() {
        return false;
    }

    @Override
    public int maximumDataSegmentLength() {
        return longestReceived;
    }

    @Override
    public void pduReceived(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        if (!connection.output().writable()) {
            throw ProtocolViolation.connectionFailure("a discovery session that does not take its answers");
        }
        lastPdu = connection.now();
        text.wrap(buffer, header);
        if (!inTurn()) {
            return;
        }
        try {
            handle(buffer, header, data, length);
        } catch (ProtocolViolation violation) {
            if (violation.radius() != ProtocolViolation.Radius.REJECT) {
                throw violation;
            }
            reject(violation.reason(), buffer, header);
        }
    }

    /** Over one TCP connection nothing comes ahead of its turn, so that nothing need be held. */
    private boolean inTurn() {
        if (text.immediate()) {
            return true;
        }
        if (connection.window().place(text.cmdSN()) != CommandWindow.Place.IN_TURN) {
            return false;
        }
        connection.window().advance();
        return true;
    }

    private void handle(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        switch (text.opcode()) {
            case Opcode.TEXT_REQUEST -> answers.received(text, buffer, data, length);
            case Opcode.NOP_OUT -> nop(buffer, header, data, length);
            case Opcode.LOGOUT_REQUEST -> logout(buffer, header);
            default ->
                throw ProtocolViolation.reject(
                        RejectReason.COMMAND_NOT_SUPPORTED, Opcode.name(text.opcode()) + " in a discovery session");
        }
    }

    /** Returns the ping data, as much as the initiator takes (RFC 7143 11.18, 11.19). */
    private void nop(ByteBuf buffer, int header, int data, int length) throws ProtocolViolation {
        nopOut.wrap(buffer, header);
        if (nopOut.initiatorTaskTag() == BasicHeaderSegment.RESERVED_TAG) {
            return;
        }
        int returned = Math.min(length, longestSent);
        connection.output().reserveAnswer(returned);
        connection.output().beginWithStatus(nopIn);
        nopIn.initiatorTaskTag(nopOut.initiatorTaskTag());
        nopIn.targetTransferTag(BasicHeaderSegment.RESERVED_TAG);
        ByteBuf ping = connection.output().allocate(Math.max(returned, 1));
        connection.output().finish(nopIn, ping.writeBytes(buffer, data, returned));
    }

    private void logout(ByteBuf buffer, int header) {
        logout.wrap(buffer, header);
        connection.output().beginWithStatus(logoutResponse);
        logoutResponse.initiatorTaskTag(logout.initiatorTaskTag());
        logoutResponse.response(LogoutResponse.CLOSED);
        connection.output().finish(logoutResponse);
        connection.state(ConnectionState.IN_LOGOUT);
        connection.closeAfterFlush();
    }

    private void reject(RejectReason reason, ByteBuf buffer, int header) {
        connection.output().beginWithStatus(reject);
        reject.initiatorTaskTag(BasicHeaderSegment.RESERVED_TAG);
        reject.reason(reason);
        ByteBuf copy = connection.output().allocate(BasicHeaderSegment.LENGTH);
        connection.output().finish(reject, copy.writeBytes(buffer, header, BasicHeaderSegment.LENGTH));
    }

    @Override
    public void dataDigestFailed(ByteBuf buffer, int header) {
        text.wrap(buffer, header);
        if (inTurn()) {
            reject(RejectReason.DATA_DIGEST_ERROR, buffer, header);
        }
    }

    /** It holds a place of those that log in, and nobody asks whether it lives. */
    @Override
    public void tick(long nanoTime) throws ProtocolViolation {
        Duration longest = negotiated.limits().timeout();
        if (nanoTime - lastPdu > longest.toNanos()) {
            throw ProtocolViolation.exceeded(
                    Limit.LOGIN_TIMEOUT,
                    "a discovery session that has asked nothing for " + longest.toSeconds() + " s");
        }
    }

    @Override
    public void closeRequested(String reason, boolean withdrawal) {
        connection.closeAfterFlush();
    }

    @Override
    public void connectionLost() {
        // Nothing to clean up: a discovery session has no nexus.
    }
}
