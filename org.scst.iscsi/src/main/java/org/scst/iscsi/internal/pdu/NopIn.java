package org.scst.iscsi.internal.pdu;

/**
 * NOP-In (RFC 7143 11.19):
 *
 * <pre>
 *  8  LUN, when an answer is wanted
 * 16  Initiator Task Tag of the NOP-Out it answers; else all ones
 * 20  Target Transfer Tag, when an answer is wanted; else all ones
 * 24  StatSN: advanced only when it answers     28  ExpCmdSN       32  MaxCmdSN
 * 48  the ping data returned
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class NopIn extends TargetPdu {
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;

    /** A flyweight for composing and for looking. */
    public NopIn() {
        super(Opcode.NOP_IN);
    }

    /** Tag that the answer will repeat, or {@link #RESERVED_TAG}. */
    public int targetTransferTag() {
        return int32(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the tag that the answer will repeat, or {@link #RESERVED_TAG} when none is wanted. */
    public NopIn targetTransferTag(int tag) {
        int32(TARGET_TRANSFER_TAG_OFFSET, tag);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + " ttt " + Integer.toHexString(targetTransferTag());
    }
}
