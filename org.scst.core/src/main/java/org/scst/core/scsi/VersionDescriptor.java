package org.scst.core.scsi;

/**
 * VERSION DESCRIPTOR fields of standard INQUIRY data (SPC-4 6.6.2): the standards a device server or port follows, none with a
 * claim to a particular revision.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum VersionDescriptor {
    SAM_4(0x0080),
    SAM_5(0x00A0),
    SPC_4(0x0460),
    SPC_5(0x05C0),
    SBC_3(0x04C0),
    SBC_4(0x0600),
    MMC_6(0x04E0),
    SRP(0x0940),
    ISCSI(0x0960),
    FCP_4(0x0A40),
    SAS_3(0x0C60);

    private final int code;

    VersionDescriptor(int code) {
        this.code = code;
    }

    /** The two-byte code. */
    public int code() {
        return code;
    }
}
