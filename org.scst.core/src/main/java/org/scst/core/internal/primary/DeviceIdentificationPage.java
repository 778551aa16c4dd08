package org.scst.core.internal.primary;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.device.VpdPage;
import org.scst.core.internal.nexus.PortState;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.target.PortDescription;

/**
 * The Device Identification page (83h): the logical unit by T10 vendor ID and NAA, the port by its relative identifier, and what
 * the transport adds.
 *
 * <p><i>Threading:</i> immutable.
 */
final class DeviceIdentificationPage implements VpdPage {
    /** The identity holds the NAA field (3h) too. */
    private static final long SIXTY_BITS = (1L << 60) - 1;

    private final DeviceFacts facts;
    private final PortState port;

    DeviceIdentificationPage(DeviceFacts facts, PortState port) {
        this.facts = facts;
        this.port = port;
    }

    @Override
    public int pageCode() {
        return 0x83;
    }

    @Override
    public byte[] content() {
        List<DesignationDescriptor> all = new ArrayList<>();
        all.add(DesignationDescriptor.t10VendorId(
                facts.characteristics().vendor(), facts.identity().t10DeviceId()));
        all.add(DesignationDescriptor.naaLocallyAssigned(facts.identity().naa() & SIXTY_BITS));
        PortDescription description = port.description();
        if (description != null) {
            all.add(DesignationDescriptor.relativeTargetPort(port.relativePortIdentifier(), description.protocol()));
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
}
