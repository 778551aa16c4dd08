package org.scst.iscsi.internal.pdu;

/**
 * Reject (RFC 7143 11.17):
 *
 * <pre>
 *  2  Reason
 * 16  all ones
 * 24  StatSN         28  ExpCmdSN       32  MaxCmdSN
 * 36  DataSN or R2TSN, for a rejected data acknowledgement
 * 48  header of the PDU that is rejected
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class Reject extends TargetPdu {
    private static final int REASON_OFFSET = 2;

    /** A flyweight for composing and for looking. */
    public Reject() {
        super(Opcode.REJECT);
    }

    /** Reason code, one of {@link RejectReason}. */
    public int reason() {
        return int8(REASON_OFFSET);
    }

    /** Sets the reason. */
    public Reject reason(RejectReason reason) {
        int8(REASON_OFFSET, reason.code());
        return this;
    }

    @Override
    String fields() {
        return super.fields() + " reason " + Integer.toHexString(reason());
    }
}
