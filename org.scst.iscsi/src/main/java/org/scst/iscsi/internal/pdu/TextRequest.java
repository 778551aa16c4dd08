package org.scst.iscsi.internal.pdu;

/**
 * Text Request (RFC 7143 11.10):
 *
 * <pre>
 *  1  F|C
 *  8  LUN, as in the Text Response it goes on from
 * 16  Initiator Task Tag
 * 20  Target Transfer Tag of the Text Response it goes on from; else all ones
 * 24  CmdSN          28  ExpStatSN
 * 48  key=value pairs
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class TextRequest extends InitiatorPdu {
    static final int CONTINUE = 0x40;
    static final int TARGET_TRANSFER_TAG_OFFSET = 20;

    /** The C bit: the text goes on in the next PDU. */
    public boolean continues() {
        return (flags() & CONTINUE) != 0;
    }

    /** Tag of the Text Response that this goes on from, or {@link #RESERVED_TAG}. */
    public int targetTransferTag() {
        return int32(TARGET_TRANSFER_TAG_OFFSET);
    }

    @Override
    String fields() {
        return super.fields() + (continues() ? " C" : "") + " ttt " + Integer.toHexString(targetTransferTag());
    }
}
