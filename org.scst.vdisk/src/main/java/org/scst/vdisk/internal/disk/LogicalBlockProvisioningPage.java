package org.scst.vdisk.internal.disk;

import org.scst.core.device.VpdPage;

/**
 * Logical Block Provisioning VPD page (SBC-4) of a thin provisioned logical unit: UNMAP and WRITE SAME give storage back,
 * and what was given back reads as zeroes.
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

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] content() {
        return new byte[] {0, (byte) (LBPU | LBPWS | LBPWS10 | LBPRZ_ZEROES), THIN_PROVISIONED, 0};
    }
}
