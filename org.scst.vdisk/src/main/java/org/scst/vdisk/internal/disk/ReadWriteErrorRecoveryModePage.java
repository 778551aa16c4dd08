package org.scst.vdisk.internal.disk;

import org.scst.core.device.ModePage;

/**
 * Read-Write Error Recovery mode page (SBC-4). AWRE and ARRE are set: what stands behind a store reassigns bad places by
 * itself. Nothing can be changed.
 *
 * <p><i>Threading:</i> immutable.
 */
final class ReadWriteErrorRecoveryModePage implements ModePage {
    private static final int PAGE_CODE = 0x01;
    private static final int LENGTH = 0x0A;
    private static final int AWRE = 0x80;
    private static final int ARRE = 0x40;

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] defaults() {
        byte[] values = new byte[LENGTH];
        values[0] = (byte) (AWRE | ARRE);
        return values;
    }

    @Override
    public byte[] changeable() {
        return new byte[LENGTH];
    }
}
