package org.scst.vdisk.internal.cdrom;

import org.scst.core.device.ModePage;

/**
 * Read/Write Error Recovery mode page (MMC): nothing is tried again, and every error is reported. Nothing can be changed.
 *
 * <p><i>Threading:</i> immutable.
 */
final class ReadErrorRecoveryModePage implements ModePage {
    private static final int PAGE_CODE = 0x01;
    private static final int LENGTH = 0x0A;

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
