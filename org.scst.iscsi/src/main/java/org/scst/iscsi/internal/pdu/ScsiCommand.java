package org.scst.iscsi.internal.pdu;

/**
 * SCSI Command (RFC 7143 11.3):
 *
 * <pre>
 *  1  F|R|W|.|.|ATTR (three bits)
 *  8  LUN
 * 16  Initiator Task Tag
 * 20  Expected Data Transfer Length
 * 24  CmdSN          28  ExpStatSN
 * 32  CDB, sixteen bytes; longer ones go on in an additional header segment
 * 48  AHS, header digest, immediate data, data digest: as lengths and negotiation say
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class ScsiCommand extends InitiatorPdu {
    /** Bytes of the CDB field. */
    public static final int CDB_LENGTH = 16;

    /** ATTR values (RFC 7143 11.3.1). */
    public static final int UNTAGGED = 0;

    public static final int SIMPLE = 1;
    public static final int ORDERED = 2;
    public static final int HEAD_OF_QUEUE = 3;
    public static final int ACA = 4;

    private static final int READ = 0x40;
    private static final int WRITE = 0x20;
    private static final int ATTRIBUTE_MASK = 0x07;
    private static final int EXPECTED_DATA_TRANSFER_LENGTH_OFFSET = 20;
    private static final int CDB_OFFSET = 32;

    /** Whether the command is expected to bring data to the initiator. */
    public boolean read() {
        return (flags() & READ) != 0;
    }

    /** Whether the command is expected to take data from the initiator. */
    public boolean write() {
        return (flags() & WRITE) != 0;
    }

    /** ATTR as it stands there, 0 to 7. */
    public int taskAttribute() {
        return flags() & ATTRIBUTE_MASK;
    }

    /** Expected Data Transfer Length in bytes. */
    public long expectedDataTransferLength() {
        return unsigned32(EXPECTED_DATA_TRANSFER_LENGTH_OFFSET);
    }

    /** Where the CDB begins in {@link #buffer()}. */
    public int cdbOffset() {
        return offset() + CDB_OFFSET;
    }

    @Override
    String fields() {
        return super.fields() + (read() ? " R" : "") + (write() ? " W" : "") + " expected "
                + expectedDataTransferLength() + " lun " + Long.toHexString(lun());
    }
}
