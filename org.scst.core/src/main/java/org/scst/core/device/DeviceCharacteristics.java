package org.scst.core.device;

import java.util.List;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.VersionDescriptor;

/**
 * Facts for standard INQUIRY data and MODE SENSE headers.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param type peripheral device type
 * @param removable RMB
 * @param vendor T10 vendor identification, at most 8 ASCII characters
 * @param product product identification, at most 16
 * @param revision product revision level, at most 4
 * @param standards version descriptors of the command set
 * @param protectable PROTECT: the medium can be formatted with protection information of all types, and its tags are checked
 * @param readOnly the medium cannot be written: WP is set and writes end DATA PROTECT, WRITE PROTECTED
 */
public record DeviceCharacteristics(
        PeripheralDeviceType type,
        boolean removable,
        String vendor,
        String product,
        String revision,
        List<VersionDescriptor> standards,
        boolean protectable,
        boolean readOnly) {

    /** Copies its arguments. */
    public DeviceCharacteristics {
        standards = List.copyOf(standards);
    }

    /** Without protection information. */
    public DeviceCharacteristics(
            PeripheralDeviceType type,
            boolean removable,
            String vendor,
            String product,
            String revision,
            List<VersionDescriptor> standards,
            boolean readOnly) {
        this(type, removable, vendor, product, revision, standards, false, readOnly);
    }
}
