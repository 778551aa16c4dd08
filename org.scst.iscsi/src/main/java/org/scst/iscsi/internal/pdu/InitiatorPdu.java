package org.scst.iscsi.internal.pdu;

/**
 * What PDUs from the initiator have in common (RFC 7143 4.2.2):
 *
 * <pre>
 * 24  CmdSN
 * 28  ExpStatSN
 * </pre>
 *
 * <p>Data-Out and SNACK carry no CmdSN: the field is reserved there.
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public class InitiatorPdu extends BasicHeaderSegment {
    private static final int CMD_SN_OFFSET = 24;
    private static final int EXP_STAT_SN_OFFSET = 28;

    /** Command sequence number. */
    public final int cmdSN() {
        return int32(CMD_SN_OFFSET);
    }

    /** The status sequence number that the initiator expects next. */
    public final int expStatSN() {
        return int32(EXP_STAT_SN_OFFSET);
    }

    @Override
    String fields() {
        return " CmdSN " + Integer.toUnsignedString(cmdSN());
    }
}
