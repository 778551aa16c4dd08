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
    private static final int LBPERE_BYTE = 5;
    private static final int LBPERE = 0x80;
    private final boolean thresholds;

    /** @param thresholds whether there are logical block provisioning thresholds, which are then told of */
    ReadWriteErrorRecoveryModePage(boolean thresholds) {
        this.thresholds = thresholds;
    }

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] defaults() {
        byte[] values = new byte[LENGTH];
        values[0] = (byte) (AWRE | ARRE);
        values[LBPERE_BYTE] = (byte) (thresholds ? LBPERE : 0);
        return values;
    }

    @Override
    public byte[] changeable() {
        return new byte[LENGTH];
    }
}
