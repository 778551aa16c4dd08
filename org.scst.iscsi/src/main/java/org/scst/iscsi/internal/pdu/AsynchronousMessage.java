package org.scst.iscsi.internal.pdu;

/**
 * Asynchronous Message (RFC 7143 11.9):
 *
 * <pre>
 *  8  LUN, for a SCSI event
 * 16  all ones
 * 24  StatSN         28  ExpCmdSN       32  MaxCmdSN
 * 36  AsyncEvent     37  AsyncVCode
 * 38  Parameter1     40  Parameter2     42  Parameter3
 * 48  sense data, for a SCSI event
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class AsynchronousMessage extends TargetPdu {
    /** Events (RFC 7143 11.9.1). */
    public static final int SCSI_EVENT = 0;

    /** The initiator is to log out within Parameter3 seconds. */
    public static final int LOGOUT_REQUESTED = 1;

    /** The target is about to drop one connection. */
    public static final int DROP_CONNECTION = 2;

    /** The target is about to drop all connections of the session. */
    public static final int DROP_SESSION = 3;

    private static final int EVENT_OFFSET = 36;
    private static final int PARAMETER1_OFFSET = 38;
    private static final int PARAMETER2_OFFSET = 40;
    private static final int PARAMETER3_OFFSET = 42;

    /** A flyweight for composing and for looking. */
    public AsynchronousMessage() {
        super(Opcode.ASYNCHRONOUS_MESSAGE);
    }

    /** AsyncEvent. */
    public int event() {
        return int8(EVENT_OFFSET);
    }

    /** Sets AsyncEvent. */
    public AsynchronousMessage event(int event) {
        int8(EVENT_OFFSET, event);
        return this;
    }

    /** Parameter1. */
    public int parameter1() {
        return int16(PARAMETER1_OFFSET);
    }

    /** Parameter2. */
    public int parameter2() {
        return int16(PARAMETER2_OFFSET);
    }

    /** Parameter3. */
    public int parameter3() {
        return int16(PARAMETER3_OFFSET);
    }

    /** Sets the three parameters; what they mean depends on the event. */
    public AsynchronousMessage parameters(int parameter1, int parameter2, int parameter3) {
        int16(PARAMETER1_OFFSET, parameter1);
        int16(PARAMETER2_OFFSET, parameter2);
        int16(PARAMETER3_OFFSET, parameter3);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + " event " + event();
    }
}
