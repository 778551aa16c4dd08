package org.scst.core.internal.primary;

import java.util.List;
import org.scst.core.device.VpdPage;

/** The Supported VPD Pages page (00h): itself and the others, ascending. <i>Threading:</i> immutable. */
final class SupportedVpdPages implements VpdPage {
    private final byte[] content;

    /** @param others by ascending page code */
    SupportedVpdPages(List<VpdPage> others) {
        content = new byte[others.size() + 1];
        for (int i = 0; i < others.size(); i++) {
            content[i + 1] = (byte) others.get(i).pageCode();
        }
    }

    @Override
    public int pageCode() {
        return 0x00;
    }

    @Override
    public byte[] content() {
        return content.clone();
    }
}
