package org.scst.vdisk.internal.disk;

import org.scst.core.device.VpdPage;

/**
 * Logical Block Provisioning VPD page (SBC-4) of a thin provisioned logical unit: UNMAP and WRITE SAME give storage back,
 * and what was given back reads as zeroes, where the storage promises that.
 *
 * <p><i>Threading:</i> immutable.
 */
final class LogicalBlockProvisioningPage implements VpdPage {
    private static final int PAGE_CODE = 0xB2;
    private static final int LBPU = 0x80;
    private static final int LBPWS = 0x40;
    private static final int LBPWS10 = 0x20;
    private static final int LBPRZ_ZEROES = 0x04;
    private static final int THIN_PROVISIONED = 2;

    private final int thresholdExponent;
    private final boolean readsZero;

    /** @param thresholdExponent logical blocks of a threshold set, as a power of two; 0 without thresholds */
    LogicalBlockProvisioningPage(int thresholdExponent, boolean readsZero) {
        this.thresholdExponent = thresholdExponent;
        this.readsZero = readsZero;
    }

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] content() {
        int zeroes = readsZero ? LBPRZ_ZEROES : 0;
        return new byte[] {(byte) thresholdExponent, (byte) (LBPU | LBPWS | LBPWS10 | zeroes), THIN_PROVISIONED, 0};
    }
}
