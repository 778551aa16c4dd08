package org.scst.vdisk.internal.disk;

import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.vdisk.internal.protection.ProtectionInformation;
import org.scst.vdisk.internal.protection.ProtectionType;

/**
 * The options of the CDBs that transfer or verify logical blocks, byte 1 in their 10, 12 and 16 byte forms, byte 10 in those of 32 bytes: RDPROTECT, WRPROTECT or
 * VRPROTECT in the three highest bits, then DPO, FUA, and BYTCHK in bits 2 and 1.
 *
 * <p><i>Threading:</i> stateless.
 */
final class TransferFields {
    private static final int BYTE = 1;
    private static final int BYTE_32 = 10;
    private static final int MOST_PROTECT = 5;
    private static final int PROTECT_SHIFT = 5;
    private static final int PROTECT_HIGHEST_BIT = 7;
    private static final int SHORT_CDB = 6;
    private static final int FUA = 0x08;
    private static final int BYTCHK_SHIFT = 1;
    private static final int BYTCHK_MASK = 0x03;
    private static final int BYTCHK_HIGHEST_BIT = 2;
    private static final Outcome PROTECTION_REFUSED = Outcome.check(Sense.invalidFieldInCdb(BYTE, PROTECT_HIGHEST_BIT));
    private static final Outcome PROTECTION_REFUSED_32 =
            Outcome.check(Sense.invalidFieldInCdb(BYTE_32, PROTECT_HIGHEST_BIT));

    private static final Outcome BYTCHK_REFUSED = Outcome.check(Sense.invalidFieldInCdb(BYTE, BYTCHK_HIGHEST_BIT));
    private static final Outcome BYTCHK_REFUSED_32 =
            Outcome.check(Sense.invalidFieldInCdb(BYTE_32, BYTCHK_HIGHEST_BIT));

    /** Fewer bytes came than what is to be done for many blocks needs of one. */
    static final Outcome DATA_TOO_SHORT =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);

    private TransferFields() {}

    /** Has the class loaded: CDBs are parsed, too, when the bundle has been withdrawn and nothing of it can be loaded any more. */
    static void load() {
        // by being called
    }

    /** Whether the data is one block, with its protection information if the CDB says so. */
    static boolean broughtOneBlock(DeviceCommand command, int blockLength) {
        int length = blockLength + (protect(command.cdb()) == 0 ? 0 : ProtectionInformation.LENGTH);
        return command.data() != null && command.data().readableBytes() == length;
    }

    /** Where the options are. */
    static int options(Cdb cdb) {
        return cdb.operationCode() == Cdb.VARIABLE_LENGTH ? BYTE_32 : BYTE;
    }

    /** RDPROTECT, WRPROTECT or VRPROTECT; the shortest commands have none. */
    static int protect(Cdb cdb) {
        return Cdb.lengthOf(cdb.operationCode()) == SHORT_CDB ? 0 : cdb.u8(options(cdb)) >> PROTECT_SHIFT;
    }

    /**
     * Judges what a CDB says about protection information, and says how long its blocks are then.
     *
     * @param type of the medium; {@code null} when it has none
     * @return {@code null}, or why it is refused
     */
    static Outcome judgeProtection(DeviceCommand command, ProtectionType type) {
        Cdb cdb = command.cdb();
        int code = protect(cdb);
        if (code == 0) {
            return null;
        }
        if (type == null || code > MOST_PROTECT) {
            return options(cdb) == BYTE ? PROTECTION_REFUSED : PROTECTION_REFUSED_32;
        }
        if (type == ProtectionType.TYPE_2 && cdb.operationCode() != Cdb.VARIABLE_LENGTH) {
            return Outcome.INVALID_OPERATION_CODE;
        }
        command.protectionInformation(ProtectionInformation.LENGTH);
        return null;
    }

    static boolean forceUnitAccess(Cdb cdb) {
        return (cdb.u8(options(cdb)) & FUA) != 0;
    }

    /** BYTCHK has a value that cannot be processed. */
    static Outcome byteCheckRefused(Cdb cdb) {
        return options(cdb) == BYTE ? BYTCHK_REFUSED : BYTCHK_REFUSED_32;
    }

    static int byteCheck(Cdb cdb) {
        return cdb.u8(options(cdb)) >> BYTCHK_SHIFT & BYTCHK_MASK;
    }
}
