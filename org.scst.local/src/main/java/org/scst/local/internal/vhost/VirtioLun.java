package org.scst.local.internal.vhost;

import java.nio.ByteBuffer;
import org.scst.core.scsi.LogicalUnitNumber;

/**
 * How virtio-scsi writes where a logical unit is (VIRTIO 1.2 5.6.6.1): 01h, the number of a target, then one level of a LUN; or C1h 01h for
 * the REPORT LUNS well-known logical unit. There is one target here, number 0.
 *
 * <p><i>Threading:</i> pure functions.
 */
final class VirtioLun {
    static final int LENGTH = 8;
    private static final int SINGLE_LEVEL = 1;

    private VirtioLun() {}

    /** Whether it is of the one target. */
    static boolean isHere(byte[] source, int offset) {
        return source[offset] == SINGLE_LEVEL && source[offset + 1] == 0 || isWellKnown(source, offset);
    }

    private static boolean isWellKnown(byte[] source, int offset) {
        return source[offset] == (byte) 0xC1 && source[offset + 1] == 1;
    }

    /** The LUN's eight bytes. */
    static long bytes(byte[] source, int offset) {
        if (isWellKnown(source, offset)) {
            return LogicalUnitNumber.REPORT_LUNS.bytes();
        }
        long level = (source[offset + 2] & 0xFFL) << 8 | source[offset + 3] & 0xFF;
        return level << 48;
    }

    /**
     * The field of a LUN with one level, in the addressing it has: Linux takes another one for another logical unit.
     *
     * @param lun the eight bytes, first byte most significant
     */
    static byte[] field(long lun) {
        return ByteBuffer.allocate(LENGTH)
                .put((byte) SINGLE_LEVEL)
                .put((byte) 0)
                .putShort((short) (lun >>> 48))
                .array();
    }
}
