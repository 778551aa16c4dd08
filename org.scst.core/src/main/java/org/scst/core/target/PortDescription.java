package org.scst.core.target;

import java.util.List;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.VersionDescriptor;

/**
 * Facts about a SCSI target port which the mid-layer shows to application clients.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name unique name of the port ({@code iqn.…} for iSCSI), the name of its target in the configuration
 * @param protocol the transport
 * @param versionDescriptors for standard INQUIRY data: the transport's standards
 * @param designators target port and target device designators for the Device Identification VPD page
 * @param transferDeadlineSeconds longest time the driver lets a data transfer take before it gives the connection up
 */
public record PortDescription(
        String name,
        ProtocolIdentifier protocol,
        List<VersionDescriptor> versionDescriptors,
        List<DesignationDescriptor> designators,
        int transferDeadlineSeconds) {

    /** Copies its arguments. */
    public PortDescription {
        versionDescriptors = List.copyOf(versionDescriptors);
        designators = List.copyOf(designators);
    }
}
