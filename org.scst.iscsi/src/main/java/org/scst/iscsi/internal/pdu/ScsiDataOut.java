package org.scst.iscsi.internal.pdu;

/**
 * SCSI Data-Out (RFC 7143 11.7):
 *
 * <pre>
 *  1  F
 *  8  LUN
 * 16  Initiator Task Tag
 * 20  Target Transfer Tag of the R2T it answers; all ones for unsolicited data
 * 28  ExpStatSN
 * 36  DataSN, from zero in each sequence
 * 40  Buffer Offset
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class ScsiDataOut extends InitiatorPdu {
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;
    private static final int DATA_SN_OFFSET = 36;
    private static final int BUFFER_OFFSET_OFFSET = 40;

    /** Tag of the R2T that this answers, or {@link #RESERVED_TAG}. */
    public int targetTransferTag() {
        return int32(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Number of the PDU in its sequence. */
    public int dataSN() {
        return int32(DATA_SN_OFFSET);
    }

    /** Where the segment belongs in the command's data, in bytes. */
    public long bufferOffset() {
        return unsigned32(BUFFER_OFFSET_OFFSET);
    }

    @Override
    String fields() {
        return " ttt " + Integer.toHexString(targetTransferTag()) + " DataSN " + Integer.toUnsignedString(dataSN())
                + " offset " + bufferOffset();
    }
}
