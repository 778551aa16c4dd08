package org.scst.iscsi.internal.pdu;

/**
 * Logout Response (RFC 7143 11.15):
 *
 * <pre>
 *  2  Response
 * 16  Initiator Task Tag
 * 24  StatSN         28  ExpCmdSN       32  MaxCmdSN
 * 40  Time2Wait      42  Time2Retain    in seconds
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class LogoutResponse extends TargetPdu {
    /** Responses (RFC 7143 11.15.1). */
    public static final int CLOSED = 0;

    public static final int CID_NOT_FOUND = 1;
    public static final int RECOVERY_NOT_SUPPORTED = 2;
    public static final int CLEANUP_FAILED = 3;

    private static final int RESPONSE_OFFSET = 2;
    private static final int TIME_2_WAIT_OFFSET = 40;
    private static final int TIME_2_RETAIN_OFFSET = 42;

    /** A flyweight for composing and for looking. */
    public LogoutResponse() {
        super(Opcode.LOGOUT_RESPONSE);
    }

    /** Response code. */
    public int response() {
        return int8(RESPONSE_OFFSET);
    }

    /** Sets the response code. */
    public LogoutResponse response(int response) {
        int8(RESPONSE_OFFSET, response);
        return this;
    }

    /** Seconds to wait before a reconnect. */
    public int time2Wait() {
        return int16(TIME_2_WAIT_OFFSET);
    }

    /** Seconds after {@link #time2Wait()} for which tasks are kept. */
    public int time2Retain() {
        return int16(TIME_2_RETAIN_OFFSET);
    }

    /** Sets both times, in seconds. */
    public LogoutResponse times(int time2Wait, int time2Retain) {
        int16(TIME_2_WAIT_OFFSET, time2Wait);
        int16(TIME_2_RETAIN_OFFSET, time2Retain);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + " response " + response();
    }
}
