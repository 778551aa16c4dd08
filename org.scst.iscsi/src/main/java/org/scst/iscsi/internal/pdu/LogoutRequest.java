package org.scst.iscsi.internal.pdu;

/**
 * Logout Request (RFC 7143 11.14):
 *
 * <pre>
 *  1  1| Reason Code (seven bits)
 * 16  Initiator Task Tag
 * 20  CID, unless the session is closed
 * 24  CmdSN          28  ExpStatSN
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class LogoutRequest extends InitiatorPdu {
    /** Reason codes (RFC 7143 11.14.1). */
    public static final int CLOSE_SESSION = 0;

    public static final int CLOSE_CONNECTION = 1;
    public static final int REMOVE_CONNECTION_FOR_RECOVERY = 2;

    private static final int REASON_MASK = 0x7f;
    private static final int CID_OFFSET = 20;

    /** Reason code as it stands there. */
    public int reason() {
        return flags() & REASON_MASK;
    }

    /** Connection identifier. */
    public int cid() {
        return int16(CID_OFFSET);
    }

    @Override
    String fields() {
        return super.fields() + " reason " + reason() + " CID " + cid();
    }
}
