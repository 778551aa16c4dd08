package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.vdisk.internal.protection.ProtectionChecks;
import org.scst.vdisk.internal.protection.ProtectionInformation;

/**
 * Compares blocks that were sent with those of a medium, byte by byte: the data, and the protection information if that has come too
 * (SBC-4, VRPROTECT with BYTCHK 01b or 11b).
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param checks what of the protection information is compared
 * @param blockLength logical block length in bytes
 * @param tagsOwned ATO: whether application tags are the application client's
 */
record ProtectedComparison(ProtectionChecks checks, int blockLength, boolean tagsOwned) {
    private static final int APPLICATION_TAG = 2;
    private static final int REFERENCE_TAG = 4;

    /** Bytes of a block in the Data-Out buffer. */
    private int unit() {
        return blockLength + (checks.transferred() ? ProtectionInformation.LENGTH : 0);
    }

    /**
     * That as many blocks are equal.
     *
     * @param shift offset of the first within the Data-Out buffer, for INFORMATION
     * @return {@code null}, or MISCOMPARE
     */
    Outcome difference(
            ByteBuf sent, ProtectionInformation given, ByteBuf blocks, ProtectionInformation found, long shift) {
        for (int block = 0; block < found.blocks(); block++) {
            Outcome different = ofBlock(sent, block, given, blocks, found, block, shift + (long) block * unit());
            if (different != null) {
                return different;
            }
        }
        return null;
    }

    /** As before, with one block of data that was sent for all of them. */
    Outcome differenceFromOne(
            ByteBuf sent, ProtectionInformation repeated, ByteBuf blocks, ProtectionInformation found) {
        for (int block = 0; block < found.blocks(); block++) {
            Outcome different = ofBlock(sent, 0, repeated, blocks, found, block, 0);
            if (different != null) {
                return different;
            }
        }
        return null;
    }

    private Outcome ofBlock(
            ByteBuf sent,
            int sentBlock,
            ProtectionInformation given,
            ByteBuf blocks,
            ProtectionInformation found,
            int block,
            long offset) {
        int expected = sent.readerIndex() + sentBlock * blockLength;
        int actual = blocks.readerIndex() + block * blockLength;
        if (!ByteBufUtil.equals(sent, expected, blocks, actual, blockLength)) {
            int at = 0;
            while (sent.getByte(expected + at) == blocks.getByte(actual + at)) {
                at++;
            }
            return miscompare(AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION, offset + at);
        }
        AdditionalSense different = checks.transferred() ? checks.difference(given, found, block, tagsOwned) : null;
        return different == null ? null : miscompare(different, offset + blockLength + place(different));
    }

    private static int place(AdditionalSense different) {
        return switch (different) {
            case LOGICAL_BLOCK_APPLICATION_TAG_CHECK_FAILED -> APPLICATION_TAG;
            case LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED -> REFERENCE_TAG;
            default -> 0;
        };
    }

    private static Outcome miscompare(AdditionalSense what, long offset) {
        return Outcome.check(Sense.of(SenseKey.MISCOMPARE, what).withInformation(offset));
    }
}
