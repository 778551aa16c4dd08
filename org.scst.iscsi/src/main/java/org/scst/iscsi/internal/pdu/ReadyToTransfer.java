package org.scst.iscsi.internal.pdu;

/**
 * Ready To Transfer, R2T (RFC 7143 11.8):
 *
 * <pre>
 *  8  LUN
 * 16  Initiator Task Tag
 * 20  Target Transfer Tag
 * 24  StatSN: the next one, not advanced        28  ExpCmdSN       32  MaxCmdSN
 * 36  R2TSN, from zero in each command
 * 40  Buffer Offset
 * 44  Desired Data Transfer Length, not zero, at most MaxBurstLength
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class ReadyToTransfer extends TargetPdu {
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;
    private static final int R2T_SN_OFFSET = 36;
    private static final int BUFFER_OFFSET_OFFSET = 40;
    private static final int DESIRED_DATA_TRANSFER_LENGTH_OFFSET = 44;

    /** A flyweight for composing and for looking. */
    public ReadyToTransfer() {
        super(Opcode.READY_TO_TRANSFER);
    }

    /** The tag that Data-Out PDUs will repeat. */
    public int targetTransferTag() {
        return int32(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the tag that Data-Out PDUs will repeat. */
    public ReadyToTransfer targetTransferTag(int tag) {
        int32(TARGET_TRANSFER_TAG_OFFSET, tag);
        return this;
    }

    /** Number of the R2T in its command. */
    public int r2tSN() {
        return int32(R2T_SN_OFFSET);
    }

    /** Sets the number of the R2T in its command. */
    public ReadyToTransfer r2tSN(int r2tSN) {
        int32(R2T_SN_OFFSET, r2tSN);
        return this;
    }

    /** Where the data asked for begins in the command's data, in bytes. */
    public long bufferOffset() {
        return unsigned32(BUFFER_OFFSET_OFFSET);
    }

    /** Bytes asked for. */
    public long desiredDataTransferLength() {
        return unsigned32(DESIRED_DATA_TRANSFER_LENGTH_OFFSET);
    }

    /** Sets which bytes of the command's data are asked for. */
    public ReadyToTransfer range(int offset, int length) {
        int32(BUFFER_OFFSET_OFFSET, offset);
        int32(DESIRED_DATA_TRANSFER_LENGTH_OFFSET, length);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + " ttt " + Integer.toHexString(targetTransferTag()) + " R2TSN " + r2tSN() + " offset "
                + bufferOffset() + " length " + desiredDataTransferLength();
    }
}
