package org.scst.iscsi.internal.pdu;

/**
 * NOP-Out (RFC 7143 11.18):
 *
 * <pre>
 *  8  LUN, as in the NOP-In it answers
 * 16  Initiator Task Tag; all ones when no answer is wanted
 * 20  Target Transfer Tag of the NOP-In it answers; else all ones
 * 24  CmdSN          28  ExpStatSN
 * 48  ping data
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class NopOut extends InitiatorPdu {
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;

    /** Tag of the NOP-In that this answers, or {@link #RESERVED_TAG}. */
    public int targetTransferTag() {
        return int32(TARGET_TRANSFER_TAG_OFFSET);
    }

    @Override
    String fields() {
        return super.fields() + " ttt " + Integer.toHexString(targetTransferTag());
    }
}
