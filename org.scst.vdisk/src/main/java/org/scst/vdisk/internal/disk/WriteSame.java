package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

/**
 * WRITE SAME (10), (16): one block of data for many, or with NDOB zeroes; with UNMAP, blocks that are to read as zeroes are given
 * back instead. In pieces on the device's context, so that an abort ends it soon.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class WriteSame implements CommandHandler {
    private static final int WRITE_SAME_10 = 0x41;
    private static final int OPTIONS = 1;
    private static final int ANCHOR_BIT = 4;
    private static final int UNMAP_BIT = 3;
    private static final int PBDATA_BIT = 2;
    private static final int LBDATA_BIT = 1;
    private static final int NDOB_BIT = 0;
    private static final int NUMBER_OF_BLOCKS_10 = 7;
    private static final int NUMBER_OF_BLOCKS_16 = 10;
    private static final int WRITTEN_AT_ONCE = 1 << 20;
    private static final long ZEROED_AT_ONCE = 32L << 20;
    private static final Outcome BLOCKS_REFUSED_10 = Outcome.check(Sense.invalidFieldInCdb(NUMBER_OF_BLOCKS_10, 7));
    private static final Outcome BLOCKS_REFUSED_16 = Outcome.check(Sense.invalidFieldInCdb(NUMBER_OF_BLOCKS_16, 7));
    private static final Outcome DATA_TOO_SHORT =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
    private static final Outcome[] BIT_REFUSED = new Outcome[8];

    static {
        for (int bit = 0; bit < BIT_REFUSED.length; bit++) {
            BIT_REFUSED[bit] = Outcome.check(Sense.invalidFieldInCdb(OPTIONS, bit));
        }
    }

    private final BlockMedium medium;

    WriteSame(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        Outcome refused = TransferFields.protectionRefused(cdb);
        if (refused != null) {
            return refused;
        }
        int bit = refusedBit(cdb);
        if (bit >= 0) {
            return BIT_REFUSED[bit];
        }
        // What is behind the end of the medium, core refuses for that.
        boolean tooMany = blocks(command) > medium.limits().writeSameBlocks();
        return tooMany ? ten(cdb) ? BLOCKS_REFUSED_10 : BLOCKS_REFUSED_16 : null;
    }

    /** Zero stands for all to the end of the medium (WSNZ=0). */
    private long blocks(DeviceCommand command) {
        long rest = Long.compareUnsigned(command.lba(), medium.blocks()) < 0 ? medium.blocks() - command.lba() : 0;
        return command.blocks() == 0 ? rest : command.blocks();
    }

    /** The option that this disk does not have, or -1. */
    private int refusedBit(Cdb cdb) {
        if (cdb.bit(OPTIONS, ANCHOR_BIT)) {
            return ANCHOR_BIT;
        }
        if (cdb.bit(OPTIONS, UNMAP_BIT) && !medium.settings().medium().thinProvisioned()) {
            return UNMAP_BIT;
        }
        if (cdb.bit(OPTIONS, PBDATA_BIT)) {
            return PBDATA_BIT;
        }
        return cdb.bit(OPTIONS, LBDATA_BIT) ? LBDATA_BIT : -1;
    }

    private static boolean ten(Cdb cdb) {
        return cdb.operationCode() == WRITE_SAME_10;
    }

    private static boolean withoutData(Cdb cdb) {
        return !ten(cdb) && cdb.bit(OPTIONS, NDOB_BIT);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        boolean withoutData = withoutData(command.cdb());
        ByteBuf block = command.data();
        if (!withoutData && (block == null || block.readableBytes() != medium.blockLength())) {
            return DATA_TOO_SHORT;
        }
        try {
            if (withoutData || isZero(block)) {
                zero(command, command.cdb().bit(OPTIONS, UNMAP_BIT));
            } else {
                repeat(command, block);
            }
        } catch (IOException e) {
            return medium.errors().writeFailed(command.lba(), e);
        }
        return medium.writeCacheEnabled() ? Outcome.GOOD : medium.completeWhenDurable(command);
    }

    private static boolean isZero(ByteBuf block) {
        // Equal to itself shifted by one byte, and beginning with zero.
        int start = block.readerIndex();
        return block.getByte(start) == 0
                && ByteBufUtil.equals(block, start, block, start + 1, block.readableBytes() - 1);
    }

    private void zero(DeviceCommand command, boolean unmap) throws IOException {
        BlockMedium.Change change = unmap ? medium.store()::unmap : medium.store()::writeZeroes;
        long most = ZEROED_AT_ONCE / medium.blockLength();
        for (long done = 0; done < blocks(command) && !command.aborted(); done += most) {
            medium.change(command.lba() + done, Math.min(most, blocks(command) - done), change);
        }
    }

    private void repeat(DeviceCommand command, ByteBuf block) throws IOException {
        long most = Math.min(WRITTEN_AT_ONCE / medium.blockLength(), blocks(command));
        ByteBuf piece = repeated(block, (int) medium.bytes(most));
        try {
            for (long done = 0; done < blocks(command) && !command.aborted(); done += most) {
                piece.writerIndex((int) medium.bytes(Math.min(most, blocks(command) - done)));
                medium.write(command.lba() + done, piece, false);
            }
        } finally {
            piece.release();
        }
    }

    private static ByteBuf repeated(ByteBuf block, int length) {
        ByteBuf piece = Unpooled.directBuffer(length, length);
        while (piece.isWritable()) {
            piece.writeBytes(block, block.readerIndex(), block.readableBytes());
        }
        return piece;
    }
}
