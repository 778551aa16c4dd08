package org.scst.iscsi.internal.pdu;

/**
 * SCSI Data-In (RFC 7143 11.7):
 *
 * <pre>
 *  1  F|A|.|.|.|O|U|S      A: acknowledge; S: status collapsed into the last PDU
 *  3  Status, with S
 *  8  LUN, with A
 * 16  Initiator Task Tag
 * 20  Target Transfer Tag, with A; else all ones
 * 24  StatSN, with S       28  ExpCmdSN       32  MaxCmdSN
 * 36  DataSN, from zero in each command
 * 40  Buffer Offset
 * 44  Residual Count, with S
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class ScsiDataIn extends TargetPdu {
    private static final int STATUS_FLAG = 0x01;
    private static final int STATUS_OFFSET = 3;
    private static final int TARGET_TRANSFER_TAG_OFFSET = 20;
    private static final int DATA_SN_OFFSET = 36;
    private static final int BUFFER_OFFSET_OFFSET = 40;

    /** A flyweight for composing and for looking. */
    public ScsiDataIn() {
        super(Opcode.SCSI_DATA_IN);
    }

    /** Sets or clears the F bit: the last PDU of a sequence. */
    public ScsiDataIn finalPdu(boolean value) {
        setFlag(FINAL, value);
        return this;
    }

    /** Whether the SCSI status is collapsed into this PDU. */
    public boolean hasStatus() {
        return (flags() & STATUS_FLAG) != 0;
    }

    /** SCSI status, when there is one. */
    public int status() {
        return int8(STATUS_OFFSET);
    }

    /** Collapses the SCSI status into this PDU: sets S, the status and the residual, as {@link ScsiResponse#residual(long)}. */
    public ScsiDataIn status(int status, long residual) {
        setFlag(STATUS_FLAG, true);
        int8(STATUS_OFFSET, status);
        Residual.write(this, residual);
        return this;
    }

    /** Residual: negative for an underflow, positive for an overflow, zero for none. */
    public long residual() {
        return Residual.read(this);
    }

    /** Target Transfer Tag. */
    public int targetTransferTag() {
        return int32(TARGET_TRANSFER_TAG_OFFSET);
    }

    /** Sets the Target Transfer Tag; all ones unless an acknowledgement is asked for. */
    public ScsiDataIn targetTransferTag(int tag) {
        int32(TARGET_TRANSFER_TAG_OFFSET, tag);
        return this;
    }

    /** Number of the PDU in its command. */
    public int dataSN() {
        return int32(DATA_SN_OFFSET);
    }

    /** Sets the number of the PDU in its command. */
    public ScsiDataIn dataSN(int dataSN) {
        int32(DATA_SN_OFFSET, dataSN);
        return this;
    }

    /** Where the segment belongs in the command's data, in bytes. */
    public long bufferOffset() {
        return unsigned32(BUFFER_OFFSET_OFFSET);
    }

    /** Sets where the segment belongs in the command's data, in bytes. */
    public ScsiDataIn bufferOffset(int offset) {
        int32(BUFFER_OFFSET_OFFSET, offset);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + " DataSN " + Integer.toUnsignedString(dataSN()) + " offset " + bufferOffset()
                + (hasStatus() ? " status " + Integer.toHexString(status()) + " residual " + residual() : "");
    }
}
