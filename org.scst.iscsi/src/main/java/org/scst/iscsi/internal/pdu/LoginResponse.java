package org.scst.iscsi.internal.pdu;

/**
 * Login Response (RFC 7143 11.13):
 *
 * <pre>
 *  1  T|C|.|.|CSG (two bits)|NSG (two bits)
 *  2  Version-max     3  Version-active
 *  8  ISID (six bytes)                14  TSIH
 * 16  Initiator Task Tag
 * 24  StatSN         28  ExpCmdSN       32  MaxCmdSN
 * 36  Status-Class   37  Status-Detail
 * 48  key=value pairs
 * </pre>
 *
 * <p><i>Threading, ownership:</i> as {@link BasicHeaderSegment}.
 */
public final class LoginResponse extends TargetPdu {
    private static final int VERSION_MAX_OFFSET = 2;
    private static final int VERSION_ACTIVE_OFFSET = 3;
    private static final int STATUS_OFFSET = 36;
    private static final int ISID_SHIFT = 16;

    /** A flyweight for composing and for looking; both versions stay zero, the only one there is. */
    public LoginResponse() {
        super(Opcode.LOGIN_RESPONSE);
    }

    /** Sets T, C, CSG and NSG. */
    public LoginResponse stage(boolean transit, boolean continues, int currentStage, int nextStage) {
        int flags = currentStage << LoginRequest.CURRENT_STAGE_SHIFT;
        if (transit) {
            flags |= FINAL | nextStage;
        }
        flags(continues ? flags | LoginRequest.CONTINUE : flags);
        return this;
    }

    /** The T bit. */
    public boolean transit() {
        return finalPdu();
    }

    /** The C bit. */
    public boolean continues() {
        return (flags() & LoginRequest.CONTINUE) != 0;
    }

    /** CSG. */
    public int currentStage() {
        return flags() >> LoginRequest.CURRENT_STAGE_SHIFT & LoginRequest.STAGE_MASK;
    }

    /** NSG. */
    public int nextStage() {
        return flags() & LoginRequest.STAGE_MASK;
    }

    /** Version-max. */
    public int versionMax() {
        return int8(VERSION_MAX_OFFSET);
    }

    /** Version-active. */
    public int versionActive() {
        return int8(VERSION_ACTIVE_OFFSET);
    }

    /** The six bytes of the ISID as one big-endian number. */
    public long isid() {
        return lun() >>> ISID_SHIFT;
    }

    /** TSIH. */
    public int tsih() {
        return int16(LoginRequest.TSIH_OFFSET);
    }

    /** Sets ISID and TSIH. */
    public LoginResponse session(long isid, int tsih) {
        lun(isid << ISID_SHIFT | tsih & 0xffff);
        return this;
    }

    /** Status-Class in the high, Status-Detail in the low byte. */
    public int status() {
        return int16(STATUS_OFFSET);
    }

    /** Sets Status-Class (high byte) and Status-Detail (low byte). */
    public LoginResponse status(int classAndDetail) {
        int16(STATUS_OFFSET, classAndDetail);
        return this;
    }

    @Override
    String fields() {
        return super.fields() + (continues() ? " C" : "") + " CSG " + currentStage() + " NSG " + nextStage() + " ISID "
                + Long.toHexString(isid()) + " TSIH " + tsih() + " status " + Integer.toHexString(status());
    }
}
