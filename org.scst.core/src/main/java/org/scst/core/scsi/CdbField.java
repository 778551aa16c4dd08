package org.scst.core.scsi;

/**
 * Where a number stands in a CDB.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param offset first byte, most significant
 * @param width bytes: 1, 2, 3, 4 or 8
 * @param mask the bits of the number that belong to the field
 */
public record CdbField(int offset, int width, long mask) {

    /** Checks place and width. */
    public CdbField {
        if (offset < 1 || width != 8 && (width < 1 || width > 4)) {
            throw new IllegalArgumentException("no CDB field has " + width + " bytes at " + offset);
        }
    }

    /** A field of whole bytes. */
    public CdbField(int offset, int width) {
        this(offset, width, -1L >>> 64 - 8 * width);
    }

    /** Its value in a CDB that is long enough. */
    public long read(Cdb cdb) {
        long number = switch (width) {
            case 1 -> cdb.u8(offset);
            case 2 -> cdb.u16(offset);
            case 3 -> cdb.u24(offset);
            case 4 -> cdb.u32(offset);
            default -> cdb.u64(offset);
        };
        return number & mask;
    }

    /** The field's bits in one of its bytes, as a usage map has them. */
    int maskOf(int byteOffset) {
        return (int) (mask >>> 8 * (offset + width - 1 - byteOffset)) & 0xFF;
    }
}
