package org.scst.vdisk.internal.protection;

import io.netty.buffer.ByteBuf;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * What RDPROTECT, WRPROTECT or VRPROTECT and the rest of a CDB have checked, and against what.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param type of the medium
 * @param code of the protect field, 0 to 5
 * @param lba the CDB's
 * @param initialReferenceTag what the first block's reference tag is to be
 * @param referenceKnown whether anybody knows that: for type 2 only a 32-byte CDB, for type 3 nobody
 * @param applicationTag what application tags are to be, where the mask has ones
 * @param applicationTagMask zero when nobody knows
 */
public record ProtectionChecks(
        ProtectionType type,
        int code,
        long lba,
        int initialReferenceTag,
        boolean referenceKnown,
        int applicationTag,
        int applicationTagMask) {
    private static final int REFERENCE_OFFSET = 20;
    private static final int APPLICATION_OFFSET = 24;
    private static final int MASK_OFFSET = 26;
    private static final int WITHOUT_GUARD = 2;
    private static final int WHOLLY = 5;

    /** As a CDB asks. */
    public static ProtectionChecks of(ProtectionType type, Cdb cdb, int code, long lba) {
        if (cdb.operationCode() != Cdb.VARIABLE_LENGTH) {
            return new ProtectionChecks(type, code, lba, (int) lba, type == ProtectionType.TYPE_1, 0, 0);
        }
        return new ProtectionChecks(
                type,
                code,
                lba,
                (int) cdb.u32(REFERENCE_OFFSET),
                true,
                cdb.u16(APPLICATION_OFFSET),
                cdb.u16(MASK_OFFSET));
    }

    /** As for a command that says nothing of it. */
    public static ProtectionChecks plain(ProtectionType type, long lba) {
        return new ProtectionChecks(type, 0, lba, (int) lba, type == ProtectionType.TYPE_1, 0, 0);
    }

    /** The same, but for application tags. */
    public ProtectionChecks withoutApplicationTag() {
        return new ProtectionChecks(type, code, lba, initialReferenceTag, referenceKnown, 0, 0);
    }

    /** Whether protection information moves with the data. */
    public boolean transferred() {
        return code != 0;
    }

    private boolean guards() {
        return code != 2 && code != 3;
    }

    private boolean tags() {
        return code < 3 || code == 5;
    }

    /** What the reference tag of a block is to be, when a device server makes it. */
    public int referenceTag(long at) {
        return initialReferenceTag + (int) (at - lba);
    }

    /**
     * Checks what was read from the medium: blocks with the escape value are not.
     *
     * @param first LBA of the first block there
     * @return {@code null}, or what the command ends with
     */
    public Outcome ofMedium(ByteBuf data, ProtectionInformation found, int blockLength, long first) {
        return check(data, found, blockLength, first, true);
    }

    /** Checks what an application client has sent. */
    public Outcome ofDataOut(ByteBuf data, ProtectionInformation found, int blockLength, long first) {
        return check(data, found, blockLength, first, false);
    }

    /**
     * Compares what came with a block with what the medium has for it, as BYTCHK 01b and 11b ask.
     *
     * @param tagsOwned ATO: whether application tags are the application client's
     * @return {@code null}, or what MISCOMPARE is told with
     */
    public AdditionalSense difference(
            ProtectionInformation sent, ProtectionInformation found, int block, boolean tagsOwned) {
        if (code != WITHOUT_GUARD && sent.guard(block) != found.guard(block)) {
            return AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED;
        }
        if (tagsOwned && sent.applicationTag(block) != found.applicationTag(block)) {
            return AdditionalSense.LOGICAL_BLOCK_APPLICATION_TAG_CHECK_FAILED;
        }
        boolean free = type == ProtectionType.TYPE_3 && tagsOwned && code != WHOLLY;
        return free || sent.referenceTag(block) == found.referenceTag(block)
                ? null
                : AdditionalSense.LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED;
    }

    private Outcome check(ByteBuf data, ProtectionInformation found, int blockLength, long first, boolean escapes) {
        for (int block = 0; block < found.blocks(); block++) {
            if (escapes && type.escapes(found.applicationTag(block), found.referenceTag(block))) {
                continue;
            }
            int index = data.readerIndex() + block * blockLength;
            if (guards() && found.guard(block) != ProtectionInformation.guard(data, index, blockLength)) {
                return failed(AdditionalSense.LOGICAL_BLOCK_GUARD_CHECK_FAILED, first + block);
            }
            if (tags() && ((found.applicationTag(block) ^ applicationTag) & applicationTagMask) != 0) {
                return failed(AdditionalSense.LOGICAL_BLOCK_APPLICATION_TAG_CHECK_FAILED, first + block);
            }
            if (tags() && referenceKnown && found.referenceTag(block) != referenceTag(first + block)) {
                return failed(AdditionalSense.LOGICAL_BLOCK_REFERENCE_TAG_CHECK_FAILED, first + block);
            }
        }
        return null;
    }

    private static Outcome failed(AdditionalSense check, long lba) {
        return Outcome.check(Sense.of(SenseKey.ABORTED_COMMAND, check).withInformation(lba));
    }
}
