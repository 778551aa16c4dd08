package org.scst.iscsi.internal.pdu;

/**
 * Task Management Function Response (RFC 7143 11.6):
 *
 * <pre>
 *  2  Response
 * 16  Initiator Task Tag
 * 24  StatSN         28  ExpCmdSN       32  MaxCmdSN
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class TaskManagementFunctionResponse extends TargetPdu {
    /** Responses (RFC 7143 11.6.1). */
    public static final int FUNCTION_COMPLETE = 0;

    public static final int TASK_DOES_NOT_EXIST = 1;
    public static final int LUN_DOES_NOT_EXIST = 2;
    public static final int TASK_STILL_ALLEGIANT = 3;
    public static final int REASSIGNMENT_NOT_SUPPORTED = 4;
    public static final int FUNCTION_NOT_SUPPORTED = 5;
    public static final int AUTHORIZATION_FAILED = 6;
    public static final int FUNCTION_REJECTED = 255;

    private static final int RESPONSE_OFFSET = 2;

    /** A flyweight for composing and for looking. */
    public TaskManagementFunctionResponse() {
        super(Opcode.TASK_MANAGEMENT_FUNCTION_RESPONSE);
    }

    /** Response code. */
    public int response() {
        return int8(RESPONSE_OFFSET);
    }

    /** Sets the response code. */
    public TaskManagementFunctionResponse response(int response) {
        int8(RESPONSE_OFFSET, response);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + " response " + response();
    }
}
