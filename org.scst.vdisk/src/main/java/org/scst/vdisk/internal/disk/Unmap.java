package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * UNMAP of a thin provisioned disk. Every descriptor is checked before the first is acted on; what does not fit into the list
 * whole is ignored, as the standard has it.
 *
 * <pre>
 *   0  UNMAP DATA LENGTH (2)    2  UNMAP BLOCK DESCRIPTOR DATA LENGTH (2)    4  reserved (4)
 *   8  descriptors of 16: UNMAP LOGICAL BLOCK ADDRESS (8)  NUMBER OF LOGICAL BLOCKS (4)  reserved (4)
 * </pre>
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class Unmap implements CommandHandler {
    private static final int ANCHOR_BYTE = 1;
    private static final int ANCHOR_BIT = 0;
    private static final int HEADER_LENGTH = 8;
    private static final int DESCRIPTORS_LENGTH_OFFSET = 2;
    private static final int DESCRIPTOR_LENGTH = 16;
    private static final int BLOCKS_OFFSET = 8;
    private static final int PARAMETER_LIST_LENGTH_OFFSET = 7;
    private static final Outcome ANCHOR_REFUSED = Outcome.check(Sense.invalidFieldInCdb(ANCHOR_BYTE, ANCHOR_BIT));
    private static final Outcome TOO_MANY_DESCRIPTORS =
            Outcome.check(Sense.invalidFieldInParameterList(DESCRIPTORS_LENGTH_OFFSET, 7));
    private final BlockMedium medium;

    Unmap(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        if (command.cdb().bit(ANCHOR_BYTE, ANCHOR_BIT)) {
            return ANCHOR_REFUSED;
        }
        int length = command.cdb().u16(PARAMETER_LIST_LENGTH_OFFSET);
        return length > 0 && length < HEADER_LENGTH ? Outcome.PARAMETER_LIST_LENGTH_ERROR : null;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return command.data() == null ? Outcome.GOOD : command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        ByteBuf data = command.data();
        if (data.readableBytes() < HEADER_LENGTH) {
            return Outcome.PARAMETER_LIST_LENGTH_ERROR;
        }
        byte[] copy = new byte[data.readableBytes()];
        data.getBytes(data.readerIndex(), copy);
        ByteBuffer list = ByteBuffer.wrap(copy);
        int announced = Short.toUnsignedInt(list.getShort(DESCRIPTORS_LENGTH_OFFSET));
        int count = Math.min(announced, copy.length - HEADER_LENGTH) / DESCRIPTOR_LENGTH;
        Outcome refused = refused(list, count);
        return refused != null ? refused : unmap(command, list, count);
    }

    private Outcome refused(ByteBuffer list, int count) {
        BlockLimits limits = medium.limits();
        if (count > limits.unmapDescriptors()) {
            return TOO_MANY_DESCRIPTORS;
        }
        long capacity = medium.blocks();
        long total = 0;
        for (int i = 0; i < count; i++) {
            long lba = lba(list, i);
            long blocks = blocks(list, i);
            if (Long.compareUnsigned(lba, capacity) > 0 || blocks > capacity - lba) {
                return Outcome.LBA_OUT_OF_RANGE;
            }
            total += blocks;
            if (total > limits.unmapBlocks()) {
                return tooManyBlocks(i);
            }
        }
        return null;
    }

    private static Outcome tooManyBlocks(int descriptor) {
        int at = HEADER_LENGTH + descriptor * DESCRIPTOR_LENGTH + BLOCKS_OFFSET;
        return Outcome.check(Sense.invalidFieldInParameterList(at, 7));
    }

    private Outcome unmap(DeviceCommand command, ByteBuffer list, int count) {
        for (int i = 0; i < count && !command.aborted(); i++) {
            long lba = lba(list, i);
            long blocks = blocks(list, i);
            try {
                if (blocks > 0) {
                    medium.change(lba, blocks, medium.store()::unmap);
                }
            } catch (IOException e) {
                return medium.errors().writeFailed(lba, e);
            }
        }
        return medium.writeCacheEnabled() ? Outcome.GOOD : medium.completeWhenDurable(command);
    }

    private static long lba(ByteBuffer list, int descriptor) {
        return list.getLong(HEADER_LENGTH + descriptor * DESCRIPTOR_LENGTH);
    }

    private static long blocks(ByteBuffer list, int descriptor) {
        return Integer.toUnsignedLong(list.getInt(HEADER_LENGTH + descriptor * DESCRIPTOR_LENGTH + BLOCKS_OFFSET));
    }
}
