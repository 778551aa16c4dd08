package org.scst.vdisk.internal.disk;

import org.scst.core.device.VpdPage;

/**
 * Block Device Characteristics VPD page (SBC-4): how fast the medium rotates, if it does.
 *
 * <p><i>Threading:</i> immutable.
 */
final class BlockDeviceCharacteristicsPage implements VpdPage {
    private static final int PAGE_CODE = 0xB1;
    private static final int CONTENT_LENGTH = 0x3C;
    private static final int NON_ROTATING = 1;
    private static final int ROTATIONS_PER_MINUTE = 15000;
    /** After SANITIZE, BLOCK ERASE a read succeeds without a write before it. */
    private static final int WABEREQ_READS_SUCCEED = 0x40;
    /** After CRYPTOGRAPHIC ERASE too, with data that mean nothing; 00b where there is none. */
    private static final int WACEREQ_READS_SUCCEED = 0x10;

    private final boolean rotational;
    private final boolean encrypted;

    /** @param encrypted whether there is a CRYPTOGRAPHIC ERASE */
    BlockDeviceCharacteristicsPage(boolean rotational, boolean encrypted) {
        this.rotational = rotational;
        this.encrypted = encrypted;
    }

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] content() {
        byte[] content = new byte[CONTENT_LENGTH];
        int rate = rotational ? ROTATIONS_PER_MINUTE : NON_ROTATING;
        content[0] = (byte) (rate >> 8);
        content[1] = (byte) rate;
        content[3] = (byte) (WABEREQ_READS_SUCCEED | (encrypted ? WACEREQ_READS_SUCCEED : 0));
        return content;
    }
}
