package org.scst.vdisk.internal.disk;

import java.nio.ByteBuffer;
import org.scst.core.device.VpdPage;

/**
 * Block Limits VPD page (SBC-4): what one command may ask for.
 *
 * <p><i>Threading:</i> immutable.
 */
final class BlockLimitsPage implements VpdPage {
    private static final int PAGE_CODE = 0xB0;
    private static final int CONTENT_LENGTH = 0x3C;
    private static final int HEADER_LENGTH = 4;
    private final BlockLimits limits;

    BlockLimitsPage(BlockLimits limits) {
        this.limits = limits;
    }

    @Override
    public int pageCode() {
        return PAGE_CODE;
    }

    @Override
    public byte[] content() {
        ByteBuffer page = ByteBuffer.allocate(HEADER_LENGTH + CONTENT_LENGTH);
        page.put(5, (byte) limits.compareAndWriteBlocks());
        page.putShort(6, (short) limits.optimalTransferGranularity());
        page.putInt(8, (int) limits.transferBlocks());
        page.putInt(12, (int) limits.optimalTransferBlocks());
        if (limits.unmapDescriptors() > 0) {
            page.putInt(20, (int) limits.unmapBlocks());
            page.putInt(24, limits.unmapDescriptors());
            page.putInt(28, limits.unmapGranularityBlocks());
        }
        page.putLong(36, limits.writeSameBlocks());
        page.putInt(44, limits.atomicBlocks());
        page.putInt(48, limits.atomicGranularityBlocks());
        page.putInt(52, limits.atomicGranularityBlocks());
        page.putInt(56, limits.atomicBlocks());
        page.putInt(60, limits.atomicBlocks());
        byte[] content = new byte[CONTENT_LENGTH];
        page.get(HEADER_LENGTH, content);
        return content;
    }
}
