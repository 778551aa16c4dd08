package org.scst.iscsi.internal.pdu;

/**
 * Login Request (RFC 7143 11.12):
 *
 * <pre>
 *  1  T|C|.|.|CSG (two bits)|NSG (two bits)
 *  2  Version-max     3  Version-min
 *  8  ISID (six bytes)                14  TSIH
 * 16  Initiator Task Tag
 * 20  CID
 * 24  CmdSN          28  ExpStatSN
 * 48  key=value pairs
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class LoginRequest extends InitiatorPdu {
    /** Login stages (RFC 7143 11.12.3). */
    public static final int SECURITY_NEGOTIATION = 0;

    public static final int LOGIN_OPERATIONAL_NEGOTIATION = 1;
    public static final int FULL_FEATURE_PHASE = 3;

    static final int CONTINUE = 0x40;
    static final int STAGE_MASK = 0x03;
    static final int CURRENT_STAGE_SHIFT = 2;
    static final int ISID_OFFSET = 8;
    static final int TSIH_OFFSET = 14;
    private static final int VERSION_MAX_OFFSET = 2;
    private static final int VERSION_MIN_OFFSET = 3;
    private static final int CID_OFFSET = 20;
    private static final int ISID_SHIFT = 16;

    /** The T bit: the initiator is ready to go on to {@link #nextStage()}. */
    public boolean transit() {
        return finalPdu();
    }

    /** The C bit: the text goes on in the next PDU. */
    public boolean continues() {
        return (flags() & CONTINUE) != 0;
    }

    /** CSG. */
    public int currentStage() {
        return flags() >> CURRENT_STAGE_SHIFT & STAGE_MASK;
    }

    /** NSG; meaningful with T. */
    public int nextStage() {
        return flags() & STAGE_MASK;
    }

    /** Highest version that the initiator speaks. */
    public int versionMax() {
        return int8(VERSION_MAX_OFFSET);
    }

    /** Lowest version that the initiator speaks. */
    public int versionMin() {
        return int8(VERSION_MIN_OFFSET);
    }

    /** The six bytes of the ISID as one big-endian number. */
    public long isid() {
        return lun() >>> ISID_SHIFT;
    }

    /** TSIH: zero for a new session. */
    public int tsih() {
        return int16(TSIH_OFFSET);
    }

    /** Connection identifier. */
    public int cid() {
        return int16(CID_OFFSET);
    }

    @Override
    String fields() {
        return super.fields() + (continues() ? " C" : "") + " CSG " + currentStage() + " NSG " + nextStage() + " ISID "
                + Long.toHexString(isid()) + " TSIH " + tsih();
    }
}
