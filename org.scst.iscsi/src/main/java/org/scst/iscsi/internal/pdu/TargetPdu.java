package org.scst.iscsi.internal.pdu;

import io.netty.buffer.ByteBuf;

/**
 * What PDUs from the target have in common (RFC 7143 4.2.2):
 *
 * <pre>
 * 24  StatSN
 * 28  ExpCmdSN
 * 32  MaxCmdSN
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public abstract class TargetPdu extends BasicHeaderSegment {
    private static final int STAT_SN_OFFSET = 24;
    private static final int EXP_CMD_SN_OFFSET = 28;
    private static final int MAX_CMD_SN_OFFSET = 32;

    private final int opcode;

    TargetPdu(int opcode) {
        this.opcode = opcode;
    }

    /** Clears the 48 bytes at {@code offset} and begins this PDU there, with the F bit set. */
    public final void compose(ByteBuf buffer, int offset) {
        begin(buffer, offset, opcode, FINAL);
    }

    /** Status sequence number. */
    public final int statSN() {
        return int32(STAT_SN_OFFSET);
    }

    /** Sets the status sequence number. */
    public final void statSN(int statSN) {
        int32(STAT_SN_OFFSET, statSN);
    }

    /** The command sequence number that the target expects next. */
    public final int expCmdSN() {
        return int32(EXP_CMD_SN_OFFSET);
    }

    /** The highest command sequence number that the target accepts. */
    public final int maxCmdSN() {
        return int32(MAX_CMD_SN_OFFSET);
    }

    /** Sets ExpCmdSN and MaxCmdSN. */
    public final void commandWindow(int expCmdSN, int maxCmdSN) {
        int32(EXP_CMD_SN_OFFSET, expCmdSN);
        int32(MAX_CMD_SN_OFFSET, maxCmdSN);
    }

    @Override
    String fields() {
        return " StatSN " + Integer.toUnsignedString(statSN()) + " ExpCmdSN " + Integer.toUnsignedString(expCmdSN())
                + " MaxCmdSN " + Integer.toUnsignedString(maxCmdSN());
    }
}
