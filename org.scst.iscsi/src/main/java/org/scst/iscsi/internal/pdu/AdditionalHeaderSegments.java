package org.scst.iscsi.internal.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The additional header segments of a SCSI Command (RFC 7143 11.2.2), one behind the other, each padded to a word:
 *
 * <pre>
 *  0  AHSLength (two bytes), of what follows AHSType, without padding
 *  2  AHSType: 01h extended CDB, 02h bidirectional Expected Read-Data Length
 *  3  reserved
 *  4  extended CDB: what goes on after the sixteen bytes in the BHS
 * </pre>
 *
 * <p>Whatever is not exactly so is refused: a CDB that was understood otherwise than meant would be another command.
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> owns room for one CDB.
 */
public final class AdditionalHeaderSegments {
    private static final int HEADER = 4;
    private static final int TYPE_OFFSET = 2;
    private static final int EXTENDED_CDB = 1;
    private static final int BIDIRECTIONAL_READ_LENGTH = 2;
    /** A variable length CDB has no more. */
    private static final int LONGEST_CDB = 260;

    /** Behind the reserved byte. */
    private static final int READ_LENGTH_BYTES = 4;

    private final ByteBuf cdb = Unpooled.buffer(LONGEST_CDB, LONGEST_CDB);
    private long readLength;

    /** What the last command of {@link #cdb} wants to read beside what it writes, in bytes; -1 when it does not say so. */
    public long bidirectionalReadLength() {
        return readLength;
    }

    /**
     * Puts the CDB of a command together, and finds its Expected Read-Data Length.
     *
     * @param command with additional header segments behind its BHS
     * @return borrowed until the next call, its readable bytes the CDB
     */
    public ByteBuf cdb(ScsiCommand command) throws ProtocolViolation {
        ByteBuf buffer = command.buffer();
        int at = command.offset() + BasicHeaderSegment.LENGTH;
        int end = at + command.totalAhsLength();
        readLength = -1;
        cdb.clear().writeBytes(buffer, command.cdbOffset(), ScsiCommand.CDB_LENGTH);
        while (at < end) {
            int length = buffer.getUnsignedShort(at);
            int next = at + BasicHeaderSegment.padded(HEADER - 1 + length);
            if (length == 0 || next > end) {
                throw invalid("an additional header segment of " + length + " bytes with " + (end - at) + " left");
            }
            take(buffer.getUnsignedByte(at + TYPE_OFFSET) & 0x3f, buffer, at + HEADER, length - 1);
            at = next;
        }
        return cdb;
    }

    private void take(int type, ByteBuf buffer, int index, int length) throws ProtocolViolation {
        switch (type) {
            case EXTENDED_CDB -> {
                if (cdb.writerIndex() > ScsiCommand.CDB_LENGTH) {
                    throw invalid("two extended CDBs");
                }
                if (length == 0 || length > cdb.writableBytes()) {
                    throw invalid(
                            "a CDB of " + (ScsiCommand.CDB_LENGTH + length) + " bytes in an additional header segment");
                }
                cdb.writeBytes(buffer, index, length);
            }
            case BIDIRECTIONAL_READ_LENGTH -> {
                if (readLength >= 0 || length != READ_LENGTH_BYTES) {
                    throw invalid("two Expected Read-Data Lengths, or one of " + length + " bytes");
                }
                readLength = buffer.getUnsignedInt(index);
            }
            default -> throw invalid("an additional header segment of type " + type);
        }
    }

    private static ProtocolViolation invalid(String message) {
        return ProtocolViolation.reject(RejectReason.INVALID_PDU_FIELD, message);
    }
}
