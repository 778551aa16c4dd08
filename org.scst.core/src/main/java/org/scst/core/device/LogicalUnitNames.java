package org.scst.core.device;

import java.util.Objects;

/**
 * Names that a device's file gives its logical unit, in place of those or besides those that core gives it. Each is empty when it is not given.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param unitSerialNumber for the Unit Serial Number VPD page, ASCII
 * @param t10DeviceId for the T10 vendor ID based designator, ASCII
 * @param naa the NAA designator in hexadecimal digits: 16, or 32 for NAA 6h
 * @param eui64 an EUI-64 based designator in hexadecimal digits: 16, 24 or 32
 * @param scsiDeviceName a SCSI name string of the SCSI target device, UTF-8
 * @param vendorSpecific a vendor specific designator, ASCII
 * @param inquiry vendor specific INQUIRY data: from byte 36 when it has 20 characters at most, else from byte 96
 */
public record LogicalUnitNames(
        String unitSerialNumber,
        String t10DeviceId,
        String naa,
        String eui64,
        String scsiDeviceName,
        String vendorSpecific,
        String inquiry) {
    /** None is given. */
    public static final LogicalUnitNames NONE = new LogicalUnitNames("", "", "", "", "", "", "");

    /** Each is there, if empty. */
    public LogicalUnitNames {
        Objects.requireNonNull(unitSerialNumber);
        Objects.requireNonNull(t10DeviceId);
        Objects.requireNonNull(naa);
        Objects.requireNonNull(eui64);
        Objects.requireNonNull(scsiDeviceName);
        Objects.requireNonNull(vendorSpecific);
        Objects.requireNonNull(inquiry);
    }
}
