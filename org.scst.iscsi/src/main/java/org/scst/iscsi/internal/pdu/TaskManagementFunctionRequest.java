package org.scst.iscsi.internal.pdu;

/**
 * Task Management Function Request (RFC 7143 11.5):
 *
 * <pre>
 *  1  1| Function (seven bits)
 *  8  LUN
 * 16  Initiator Task Tag
 * 20  Referenced Task Tag
 * 24  CmdSN          28  ExpStatSN
 * 32  RefCmdSN: CmdSN of the referenced task, for ABORT TASK
 * 36  ExpDataSN, for TASK REASSIGN
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class TaskManagementFunctionRequest extends InitiatorPdu {
    /** Functions (RFC 7143 11.5.1). */
    public static final int ABORT_TASK = 1;

    public static final int ABORT_TASK_SET = 2;
    public static final int CLEAR_ACA = 3;
    public static final int CLEAR_TASK_SET = 4;
    public static final int LOGICAL_UNIT_RESET = 5;
    public static final int TARGET_WARM_RESET = 6;
    public static final int TARGET_COLD_RESET = 7;
    public static final int TASK_REASSIGN = 8;

    private static final int FUNCTION_MASK = 0x7f;
    private static final int REFERENCED_TASK_TAG_OFFSET = 20;
    private static final int REF_CMD_SN_OFFSET = 32;

    /** Function code as it stands there. */
    public int function() {
        return flags() & FUNCTION_MASK;
    }

    /** Initiator Task Tag of the task that ABORT TASK means. */
    public int referencedTaskTag() {
        return int32(REFERENCED_TASK_TAG_OFFSET);
    }

    /** CmdSN of the task that ABORT TASK means. */
    public int refCmdSN() {
        return int32(REF_CMD_SN_OFFSET);
    }

    @Override
    String fields() {
        return super.fields() + " function " + function() + " referenced " + Integer.toHexString(referencedTaskTag())
                + " RefCmdSN " + Integer.toUnsignedString(refCmdSN());
    }
}
