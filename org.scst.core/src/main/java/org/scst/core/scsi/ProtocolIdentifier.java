package org.scst.core.scsi;

/**
 * PROTOCOL IDENTIFIER field (SPC-4 7.6.1).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum ProtocolIdentifier {
    FIBRE_CHANNEL(0x0),
    PARALLEL_SCSI(0x1),
    SSA(0x2),
    IEEE_1394(0x3),
    SRP(0x4),
    ISCSI(0x5),
    SAS(0x6),
    ADT(0x7),
    ATA(0x8),
    UAS(0x9),
    SOP(0xA),
    NO_SPECIFIC_PROTOCOL(0xF);

    private final int code;

    ProtocolIdentifier(int code) {
        this.code = code;
    }

    /** The four-bit code, 0 to Fh. */
    public int code() {
        return code;
    }

    /**
     * The protocol with a code.
     *
     * @throws IllegalArgumentException when the code is reserved
     */
    public static ProtocolIdentifier of(int code) {
        for (ProtocolIdentifier protocol : values()) {
            if (protocol.code == code) {
                return protocol;
            }
        }
        throw new IllegalArgumentException("reserved protocol identifier " + Integer.toHexString(code) + "h");
    }
}
