package org.scst.vdisk.internal.disk;

import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.internal.protection.ProtectionInformation;

/**
 * How much one command may ask for, in logical blocks: said by the Block Limits VPD page and kept by the commands.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param optimalTransferGranularity OPTIMAL TRANSFER LENGTH GRANULARITY
 * @param transferBlocks MAXIMUM TRANSFER LENGTH
 * @param optimalTransferBlocks OPTIMAL TRANSFER LENGTH
 * @param unmapBlocks MAXIMUM UNMAP LBA COUNT
 * @param unmapDescriptors MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT, 0 without UNMAP
 * @param unmapGranularityBlocks OPTIMAL UNMAP GRANULARITY
 * @param writeSameBlocks MAXIMUM WRITE SAME LENGTH
 * @param compareAndWriteBlocks MAXIMUM COMPARE AND WRITE LENGTH
 * @param atomicBlocks MAXIMUM ATOMIC TRANSFER LENGTH, with and without boundary, and MAXIMUM ATOMIC BOUNDARY SIZE
 * @param atomicGranularityBlocks ATOMIC ALIGNMENT and ATOMIC TRANSFER LENGTH GRANULARITY, 0 for any
 */
record BlockLimits(
        int optimalTransferGranularity,
        long transferBlocks,
        long optimalTransferBlocks,
        long unmapBlocks,
        int unmapDescriptors,
        int unmapGranularityBlocks,
        long writeSameBlocks,
        int compareAndWriteBlocks,
        int atomicBlocks,
        int atomicGranularityBlocks) {
    /** Core counts the bytes of a transfer so far; what is longer it refuses. */
    private static final long MOST_BYTES_TRANSFERRED = Integer.MAX_VALUE;

    private static final long MOST_BYTES_AT_ONCE = 256L << 20;
    private static final int MOST_UNMAP_DESCRIPTORS = 256;
    /** The field of the CDB has one byte. */
    private static final int MOST_BLOCKS_COMPARED = 255;
    /** Twice that has to come in one buffer. */
    private static final int MOST_BYTES_COMPARED = 1 << 20;

    /** All of it stands in the journal too. */
    private static final int MOST_BYTES_ATOMIC = 1 << 20;

    /** With protection information blocks come in one buffer. */
    private static final long MOST_BYTES_PROTECTED = 4L << 20;

    /** @param isProtected whether the medium has protection information: then there are no atomic writes */
    static BlockLimits of(DiskSettings settings, int unmapGranularity, boolean isProtected) {
        int shift = settings.geometry().blockShift();
        boolean thin = settings.medium().thinProvisioned();
        return new BlockLimits(
                1 << settings.geometry().physicalBlockExponent(),
                isProtected
                        ? MOST_BYTES_PROTECTED / ((1 << shift) + ProtectionInformation.LENGTH)
                        : MOST_BYTES_TRANSFERRED >>> shift,
                settings.geometry().optimalTransferBytes() >>> shift,
                MOST_BYTES_AT_ONCE >>> shift,
                thin ? MOST_UNMAP_DESCRIPTORS : 0,
                Math.max(1, unmapGranularity >>> shift),
                MOST_BYTES_AT_ONCE >>> shift,
                Math.min(MOST_BLOCKS_COMPARED, MOST_BYTES_COMPARED >>> shift),
                isProtected ? 0 : MOST_BYTES_ATOMIC >>> shift,
                isProtected ? 0 : settings.geometry().atomicGranularityBytes() >>> shift);
    }
}
