package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One segment of a copy (SPC-4): what is to be done, with copy sources and copy destinations by their CSCD DESCRIPTOR ID.
 *
 * <p><i>Threading:</i> immutable.
 */
sealed interface SegmentDescriptor {
    /** Bytes of the longest. */
    int MOST_BYTES = 28;

    /** Bytes before what DESCRIPTOR LENGTH counts. */
    int HEADER = 4;

    /** DESCRIPTOR TYPE CODEs that are understood. */
    List<Integer> TYPE_CODES = List.of(BlockToBlock.TYPE_CODE, VerifyDevice.TYPE_CODE);

    /**
     * Block device to block device.
     *
     * <pre>
     *   1   DC(1)
     *   4   SOURCE CSCD DESCRIPTOR ID    6  DESTINATION CSCD DESCRIPTOR ID
     *   10  BLOCK DEVICE NUMBER OF BLOCKS
     *   12  SOURCE BLOCK DEVICE LOGICAL BLOCK ADDRESS
     *   20  DESTINATION BLOCK DEVICE LOGICAL BLOCK ADDRESS
     * </pre>
     *
     * @param blocksOfDestination DC: the number counts blocks of the destination
     */
    record BlockToBlock(
            int source, int destination, boolean blocksOfDestination, int blocks, long sourceLba, long destinationLba)
            implements SegmentDescriptor {
        static final int TYPE_CODE = 0x02;
        static final int LENGTH = 0x18;

        static BlockToBlock read(ByteBuffer list, int at) {
            return new BlockToBlock(
                    Short.toUnsignedInt(list.getShort(at + 4)),
                    Short.toUnsignedInt(list.getShort(at + 6)),
                    (list.get(at + 1) & 0x02) != 0,
                    Short.toUnsignedInt(list.getShort(at + 10)),
                    list.getLong(at + 12),
                    list.getLong(at + 20));
        }
    }

    /**
     * Verify device operation.
     *
     * <pre>
     *   4   SOURCE CSCD DESCRIPTOR ID
     *   8   TUR(0)
     * </pre>
     *
     * @param testUnitReady whether it must be ready; else it is enough that it is there
     */
    record VerifyDevice(int source, boolean testUnitReady) implements SegmentDescriptor {
        static final int TYPE_CODE = 0x07;
        static final int LENGTH = 0x08;

        static VerifyDevice read(ByteBuffer list, int at) {
            return new VerifyDevice(Short.toUnsignedInt(list.getShort(at + 4)), (list.get(at + 8) & 0x01) != 0);
        }
    }

    /** DESCRIPTOR LENGTH of a type; -1 when it is not understood. */
    static int length(int typeCode) {
        return switch (typeCode) {
            case BlockToBlock.TYPE_CODE -> BlockToBlock.LENGTH;
            case VerifyDevice.TYPE_CODE -> VerifyDevice.LENGTH;
            default -> -1;
        };
    }

    /** @param list has the whole descriptor at {@code at}, of a type that is understood */
    static SegmentDescriptor read(ByteBuffer list, int at) {
        return list.get(at) == BlockToBlock.TYPE_CODE ? BlockToBlock.read(list, at) : VerifyDevice.read(list, at);
    }
}
