package org.scst.core.internal.primary;

import java.nio.charset.StandardCharsets;
import org.scst.core.device.VpdPage;

/** The Unit Serial Number page (80h). <i>Threading:</i> immutable. */
final class UnitSerialNumberPage implements VpdPage {
    private final DeviceFacts facts;

    UnitSerialNumberPage(DeviceFacts facts) {
        this.facts = facts;
    }

    @Override
    public int pageCode() {
        return 0x80;
    }

    @Override
    public byte[] content() {
        return facts.unitSerialNumber().getBytes(StandardCharsets.US_ASCII);
    }
}
