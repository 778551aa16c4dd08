package org.scst.core.internal.primary;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.device.VpdPage;
import org.scst.core.internal.nexus.PortState;
import org.scst.core.internal.portgroup.TargetPortGroup;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.DesignationDescriptor.Association;
import org.scst.core.target.PortDescription;

/**
 * The Device Identification page (83h): the logical unit by T10 vendor ID, NAA and what else its file calls it, the port by its
 * relative identifier, its target port group where there is one, and what the transport adds.
 *
 * <p><i>Threading:</i> immutable.
 */
final class DeviceIdentificationPage implements VpdPage {
    private final DeviceFacts facts;
    private final PortState port;
    private final TargetPortGroups groups;

    /** @param groups of the logical unit, or {@code null} */
    DeviceIdentificationPage(DeviceFacts facts, PortState port, TargetPortGroups groups) {
        this.facts = facts;
        this.port = port;
        this.groups = groups;
    }

    @Override
    public int pageCode() {
        return 0x83;
    }

    @Override
    public byte[] content() {
        List<DesignationDescriptor> all = new ArrayList<>(facts.designators());
        addTargetDeviceName(all, facts.names());
        PortDescription description = port.description();
        if (description != null) {
            all.add(DesignationDescriptor.relativeTargetPort(port.relativePortIdentifier(), description.protocol()));
            TargetPortGroup group = groups == null ? null : groups.of(port.relativePortIdentifier());
            if (group != null) {
                all.add(DesignationDescriptor.targetPortGroup(group.id(), description.protocol()));
            }
            all.addAll(description.designators());
        }
        byte[] content =
                new byte[all.stream().mapToInt(DesignationDescriptor::length).sum()];
        int at = 0;
        for (DesignationDescriptor descriptor : all) {
            at += descriptor.write(content, at);
        }
        return content;
    }

    private static void addTargetDeviceName(List<DesignationDescriptor> all, LogicalUnitNames names) {
        if (!names.scsiDeviceName().isEmpty()) {
            all.add(DesignationDescriptor.scsiNameString(Association.TARGET_DEVICE, null, names.scsiDeviceName()));
        }
    }
}
