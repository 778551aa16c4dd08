package org.scst.core.internal.primary;

import org.scst.core.device.VpdPage;

/** The Mode Page Policy page (87h): one copy of every page and subpage, shared by all nexuses. <i>Threading:</i> immutable. */
final class ModePagePolicyPage implements VpdPage {
    private static final int ALL_PAGES = 0x3F;
    private static final int ALL_SUBPAGES = 0xFF;
    private static final int SHARED = 0;

    @Override
    public int pageCode() {
        return 0x87;
    }

    @Override
    public byte[] content() {
        return new byte[] {ALL_PAGES, (byte) ALL_SUBPAGES, SHARED, 0};
    }
}
