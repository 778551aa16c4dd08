package org.scst.iscsi.internal.pdu;

import org.scst.iscsi.internal.limit.Limit;

/**
 * The initiator broke a rule of the protocol. Its factory says how far the consequence reaches: one PDU, the connection or the
 * session (RFC 7143 7.1, 11.17).
 *
 * <p><i>Threading:</i> immutable.
 */
public final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1L;

    /** How far the consequence reaches. */
    public enum Radius {
        /** The PDU is answered by Reject; the connection goes on. */
        REJECT,
        /** The connection ends; with one connection per session and ErrorRecoveryLevel 0 its session ends with it. */
        CONNECTION,
        /** The session ends. */
        SESSION
    }

    private final Radius radius;
    private final RejectReason reason;
    private final Limit limit;

    private ProtocolViolation(Radius radius, RejectReason reason, Limit limit, String message) {
        super(message, null, false, false);
        this.radius = radius;
        this.reason = reason;
        this.limit = limit;
    }

    /** Answered by a Reject PDU with this reason. */
    public static ProtocolViolation reject(RejectReason reason, String message) {
        return new ProtocolViolation(Radius.REJECT, reason, null, message);
    }

    /** Ends the connection. */
    public static ProtocolViolation connectionFailure(String message) {
        return new ProtocolViolation(Radius.CONNECTION, RejectReason.PROTOCOL_ERROR, null, message);
    }

    /** Ends the connection, which has exceeded a limit. */
    public static ProtocolViolation exceeded(Limit limit, String message) {
        return new ProtocolViolation(Radius.CONNECTION, RejectReason.PROTOCOL_ERROR, limit, message);
    }

    /** Ends the session. */
    public static ProtocolViolation sessionFailure(String message) {
        return new ProtocolViolation(Radius.SESSION, RejectReason.PROTOCOL_ERROR, null, message);
    }

    /** How far the consequence reaches. */
    public Radius radius() {
        return radius;
    }

    /** The limit that was exceeded, or {@code null}. */
    public Limit limit() {
        return limit;
    }

    /** Reason for the Reject PDU. */
    public RejectReason reason() {
        return reason;
    }
}
