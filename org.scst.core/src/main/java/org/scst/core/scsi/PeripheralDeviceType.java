package org.scst.core.scsi;

/**
 * PERIPHERAL DEVICE TYPE field of standard INQUIRY data (SPC-4 6.6.2).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum PeripheralDeviceType {
    DIRECT_ACCESS_BLOCK(0x00),
    SEQUENTIAL_ACCESS(0x01),
    PRINTER(0x02),
    PROCESSOR(0x03),
    WRITE_ONCE(0x04),
    CD_DVD(0x05),
    SCANNER(0x06),
    OPTICAL_MEMORY(0x07),
    MEDIUM_CHANGER(0x08),
    COMMUNICATIONS(0x09),
    STORAGE_ARRAY_CONTROLLER(0x0C),
    ENCLOSURE_SERVICES(0x0D),
    SIMPLIFIED_DIRECT_ACCESS(0x0E),
    WELL_KNOWN_LOGICAL_UNIT(0x1E),
    UNKNOWN_OR_NO_DEVICE(0x1F);

    private final int code;

    PeripheralDeviceType(int code) {
        this.code = code;
    }

    /** The five-bit code, 0 to 1Fh. */
    public int code() {
        return code;
    }
}
