package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.DesignationDescriptor.Association;
import org.scst.core.scsi.DesignationDescriptor.CodeSet;
import org.scst.core.scsi.DesignationDescriptor.Type;

/**
 * Identification Descriptor CSCD descriptor (SPC-4): a copy source or copy destination by one of its designators.
 *
 * <pre>
 *   0   DESCRIPTOR TYPE CODE (E4h)
 *   1   LU ID TYPE(7-6), ignored    PERIPHERAL DEVICE TYPE(4-0)
 *   4   CODE SET(3-0)
 *   5   ASSOCIATION(5-4) DESIGNATOR TYPE(3-0)
 *   7   DESIGNATOR LENGTH
 *   8-  DESIGNATOR (20 bytes)
 *   28  device type specific: PAD(2), DISK BLOCK LENGTH (3 bytes)
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param designator of a logical unit; {@code null} when it is none that a logical unit can have
 * @param peripheralDeviceType as the application client believes
 * @param blockLength as the application client believes, 0 when it does not say
 */
record CscdDescriptor(DesignationDescriptor designator, int peripheralDeviceType, int blockLength) {
    /** Bytes of the descriptor. */
    static final int LENGTH = 32;

    /** DESCRIPTOR TYPE CODE. */
    static final int TYPE_CODE = 0xE4;

    private static final int DESIGNATOR_OFFSET = 8;
    private static final int MOST_DESIGNATOR_BYTES = 20;

    /** @param list has the whole descriptor at {@code at} */
    static CscdDescriptor read(ByteBuffer list, int at) {
        return new CscdDescriptor(designator(list, at), list.get(at + 1) & 0x1F, list.getInt(at + 28) & 0xFF_FFFF);
    }

    private static DesignationDescriptor designator(ByteBuffer list, int at) {
        CodeSet codeSet = codeSet(list.get(at + 4) & 0xF);
        int association = list.get(at + 5) >> 4 & 3;
        int type = list.get(at + 5) & 0xF;
        int length = list.get(at + 7) & 0xFF;
        boolean known = codeSet != null
                && association == Association.LOGICAL_UNIT.code()
                && type < Type.values().length
                && length >= 1
                && length <= MOST_DESIGNATOR_BYTES;
        if (!known) {
            return null;
        }
        byte[] designator = new byte[length];
        list.get(at + DESIGNATOR_OFFSET, designator);
        return new DesignationDescriptor(codeSet, Association.LOGICAL_UNIT, Type.values()[type], null, designator);
    }

    private static CodeSet codeSet(int code) {
        for (CodeSet one : CodeSet.values()) {
            if (one.code() == code) {
                return one;
            }
        }
        return null;
    }
}
