package org.scst.iscsi.internal.pdu;

/**
 * SCSI Response (RFC 7143 11.4):
 *
 * <pre>
 *  1  1|.|.|o|u|O|U|.      o, u: residual of a bidirectional read; O, U: overflow, underflow
 *  2  Response              3  Status
 * 16  Initiator Task Tag
 * 20  SNACK Tag or reserved
 * 24  StatSN, ExpCmdSN, MaxCmdSN
 * 36  ExpDataSN: Data-In PDUs sent for the command
 * 40  Bidirectional Read Residual Count
 * 44  Residual Count
 * 48  data segment: SenseLength (two bytes), sense data
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class ScsiResponse extends TargetPdu {
    /** Response: command completed at target. */
    public static final int COMMAND_COMPLETED = 0x00;

    /** Response: target failure. */
    public static final int TARGET_FAILURE = 0x01;

    static final int OVERFLOW = 0x04;
    static final int UNDERFLOW = 0x02;
    static final int RESIDUAL_COUNT_OFFSET = 44;
    static final int BIDIRECTIONAL_OVERFLOW = 0x10;
    static final int BIDIRECTIONAL_UNDERFLOW = 0x08;
    static final int BIDIRECTIONAL_RESIDUAL_COUNT_OFFSET = 40;
    private static final int RESPONSE_OFFSET = 2;
    private static final int STATUS_OFFSET = 3;
    private static final int EXP_DATA_SN_OFFSET = 36;

    /** A flyweight for composing and for looking. */
    public ScsiResponse() {
        super(Opcode.SCSI_RESPONSE);
    }

    /** iSCSI service response. */
    public int response() {
        return int8(RESPONSE_OFFSET);
    }

    /** Sets the iSCSI service response. */
    public ScsiResponse response(int response) {
        int8(RESPONSE_OFFSET, response);
        return this;
    }

    /** SCSI status. */
    public int status() {
        return int8(STATUS_OFFSET);
    }

    /** Sets the SCSI status. */
    public ScsiResponse status(int status) {
        int8(STATUS_OFFSET, status);
        return this;
    }

    /** Data-In PDUs that were sent for the command. */
    public int expDataSN() {
        return int32(EXP_DATA_SN_OFFSET);
    }

    /** Sets how many Data-In PDUs were sent for the command. */
    public ScsiResponse expDataSN(int count) {
        int32(EXP_DATA_SN_OFFSET, count);
        return this;
    }

    /** Residual: negative for an underflow, positive for an overflow, zero for none. */
    public long residual() {
        return Residual.read(this);
    }

    /** Sets flags and count of the residual: negative for an underflow, positive for an overflow, zero for none. */
    public ScsiResponse residual(long residual) {
        Residual.write(this, residual);
        return this;
    }

    /** Residual of what a bidirectional command reads, signed as {@link #residual()}. */
    public long bidirectionalReadResidual() {
        return Residual.readBidirectional(this);
    }

    /** Sets flags and count of the residual of what a bidirectional command reads, signed as {@link #residual(long)}. */
    public ScsiResponse bidirectionalReadResidual(long residual) {
        Residual.writeBidirectional(this, residual);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + " response " + response() + " status " + Integer.toHexString(status()) + " residual "
                + residual();
    }
}
