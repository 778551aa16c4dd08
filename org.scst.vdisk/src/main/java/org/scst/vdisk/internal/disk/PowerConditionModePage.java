package org.scst.vdisk.internal.disk;

import org.scst.core.device.ModePage;

/**
 * Power Condition mode page (SPC-4): no timer runs, and none can be set.
 *
 * <p><i>Threading:</i> immutable.
 */
final class PowerConditionModePage implements ModePage {
    private static final int PAGE_CODE = 0x1A;
    private static final int LENGTH = 0x26;

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] defaults() {
        return new byte[LENGTH];
    }

    @Override
    public byte[] changeable() {
        return new byte[LENGTH];
    }
}
