package org.scst.iscsi.internal.pdu;

/**
 * Text Response (RFC 7143 11.11):
 *
 * <pre>
 *  1  F|C
 *  8  LUN, with a Target Transfer Tag
 * 16  Initiator Task Tag
 * 20  Target Transfer Tag, when more is to come; else all ones
 * 24  StatSN         28  ExpCmdSN       32  MaxCmdSN
 * 48  key=value pairs
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class TextResponse extends TargetPdu {
    /** A flyweight for composing and for looking. */
    public TextResponse() {
        super(Opcode.TEXT_RESPONSE);
    }

    /** Sets F and C. */
    public TextResponse sequence(boolean finalPdu, boolean continues) {
        flags((finalPdu ? FINAL : 0) | (continues ? TextRequest.CONTINUE : 0));
        return this;
    }

    /** The C bit. */
    public boolean continues() {
        return (flags() & TextRequest.CONTINUE) != 0;
    }

    /** Tag for the request that goes on from here, or {@link #RESERVED_TAG}. */
    public int targetTransferTag() {
        return int32(TextRequest.TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the tag for the request that goes on from here, or {@link #RESERVED_TAG} when there is no more. */
    public TextResponse targetTransferTag(int tag) {
        int32(TextRequest.TARGET_TRANSFER_TAG_OFFSET, tag);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + (continues() ? " C" : "") + " ttt " + Integer.toHexString(targetTransferTag());
    }
}
