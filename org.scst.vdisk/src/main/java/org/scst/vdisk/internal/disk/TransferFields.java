package org.scst.vdisk.internal.disk;

import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * Byte 1 of the CDBs that transfer or verify logical blocks, in their 10, 12 and 16 byte forms: RDPROTECT, WRPROTECT or
 * VRPROTECT in the three highest bits, then DPO, FUA, and BYTCHK in bits 2 and 1.
 *
 * <p><i>Threading:</i> stateless.
 */
final class TransferFields {
    private static final int BYTE = 1;
    private static final int PROTECT_MASK = 0xE0;
    private static final int PROTECT_HIGHEST_BIT = 7;
    private static final int FUA = 0x08;
    private static final int BYTCHK_SHIFT = 1;
    private static final int BYTCHK_MASK = 0x03;
    private static final int BYTCHK_HIGHEST_BIT = 2;
    private static final Outcome PROTECTION_REFUSED = Outcome.check(Sense.invalidFieldInCdb(BYTE, PROTECT_HIGHEST_BIT));

    /** BYTCHK has a reserved value. */
    static final Outcome BYTCHK_REFUSED = Outcome.check(Sense.invalidFieldInCdb(BYTE, BYTCHK_HIGHEST_BIT));

    private TransferFields() {}

    /** The logical unit has no protection information: a CDB that speaks of it is refused; {@code null} when it does not. */
    static Outcome protectionRefused(Cdb cdb) {
        return (cdb.u8(BYTE) & PROTECT_MASK) == 0 ? null : PROTECTION_REFUSED;
    }

    static boolean forceUnitAccess(Cdb cdb) {
        return (cdb.u8(BYTE) & FUA) != 0;
    }

    static int byteCheck(Cdb cdb) {
        return cdb.u8(BYTE) >> BYTCHK_SHIFT & BYTCHK_MASK;
    }
}
