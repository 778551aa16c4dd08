package org.scst.vdisk.internal.disk;

import org.scst.core.device.ModePage;

/**
 * Informational Exceptions Control mode page (SBC-4): DEXCPT is set, none are reported. Nothing can be changed.
 *
 * <p><i>Threading:</i> immutable.
 */
final class InformationalExceptionsModePage implements ModePage {
    private static final int PAGE_CODE = 0x1C;
    private static final int LENGTH = 0x0A;
    private static final int DEXCPT = 0x08;

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] defaults() {
        byte[] values = new byte[LENGTH];
        values[0] = DEXCPT;
        return values;
    }

    @Override
    public byte[] changeable() {
        return new byte[LENGTH];
    }
}
