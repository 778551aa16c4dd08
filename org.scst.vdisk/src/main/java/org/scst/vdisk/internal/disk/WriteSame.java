package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;

/**
 * WRITE SAME (10), (16), (32): one block of data for many, or with NDOB zeroes; with UNMAP, blocks that are to read as zeroes are given
 * back instead. In pieces on the device's context, so that an abort ends it soon.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class WriteSame implements CommandHandler {
    private static final int WRITE_SAME_10 = 0x41;
    private static final int ANCHOR_BIT = 4;
    private static final int UNMAP_BIT = 3;
    private static final int PBDATA_BIT = 2;
    private static final int LBDATA_BIT = 1;
    private static final int NDOB_BIT = 0;
    private static final int NUMBER_OF_BLOCKS_10 = 7;
    private static final int NUMBER_OF_BLOCKS_16 = 10;
    private static final int NUMBER_OF_BLOCKS_32 = 28;
    private static final int WRITTEN_AT_ONCE = 1 << 20;
    private static final long ZEROED_AT_ONCE = 32L << 20;
    private static final Outcome BLOCKS_REFUSED_10 = Outcome.check(Sense.invalidFieldInCdb(NUMBER_OF_BLOCKS_10, 7));
    private static final Outcome BLOCKS_REFUSED_16 = Outcome.check(Sense.invalidFieldInCdb(NUMBER_OF_BLOCKS_16, 7));
    private static final Outcome BLOCKS_REFUSED_32 = Outcome.check(Sense.invalidFieldInCdb(NUMBER_OF_BLOCKS_32, 7));
    private final BlockMedium medium;

    WriteSame(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        Cdb cdb = command.cdb();
        Outcome refused = TransferFields.judgeProtection(command, medium.protectionType());
        if (refused != null) {
            return refused;
        }
        int bit = refusedBit(command);
        if (bit >= 0) {
            return Outcome.check(Sense.invalidFieldInCdb(TransferFields.options(cdb), bit));
        }
        // What is behind the end of the medium, core refuses for that.
        boolean tooMany = blocks(command) > medium.limits().writeSameBlocks();
        return tooMany ? tooManyBlocks(cdb) : null;
    }

    private static Outcome tooManyBlocks(Cdb cdb) {
        return switch (cdb.operationCode()) {
            case WRITE_SAME_10 -> BLOCKS_REFUSED_10;
            case Cdb.VARIABLE_LENGTH -> BLOCKS_REFUSED_32;
            default -> BLOCKS_REFUSED_16;
        };
    }

    private boolean unmaps(Cdb cdb) {
        return cdb.bit(TransferFields.options(cdb), UNMAP_BIT)
                && medium.settings().medium().thinProvisioned();
    }

    /** Zero stands for all to the end of the medium (WSNZ=0). */
    private long blocks(DeviceCommand command) {
        long rest = Long.compareUnsigned(command.lba(), medium.blocks()) < 0 ? medium.blocks() - command.lba() : 0;
        return command.blocks() == 0 ? rest : command.blocks();
    }

    /**
     * The option that this disk does not have, or -1. A fully provisioned disk may refuse UNMAP or ignore it (SBC-4 5.52): one that is
     * write protected ignores it, so that the initiator hears of the protection.
     */
    private int refusedBit(DeviceCommand command) {
        Cdb cdb = command.cdb();
        if (cdb.bit(TransferFields.options(cdb), ANCHOR_BIT)) {
            return ANCHOR_BIT;
        }
        if (cdb.bit(TransferFields.options(cdb), UNMAP_BIT)
                && !medium.settings().medium().thinProvisioned()
                && !command.writeProtected()) {
            return UNMAP_BIT;
        }
        if (cdb.bit(TransferFields.options(cdb), PBDATA_BIT)) {
            return PBDATA_BIT;
        }
        return cdb.bit(TransferFields.options(cdb), LBDATA_BIT) ? LBDATA_BIT : -1;
    }

    private static boolean ten(Cdb cdb) {
        return cdb.operationCode() == WRITE_SAME_10;
    }

    private static boolean withoutData(Cdb cdb) {
        return !ten(cdb) && cdb.bit(TransferFields.options(cdb), NDOB_BIT);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (medium.outdated(command)) {
            return Outcome.BUSY;
        }
        boolean withoutData = withoutData(command.cdb());
        ByteBuf block = command.data();
        boolean alone = TransferFields.protect(command.cdb()) == 0;
        if (!withoutData && !TransferFields.broughtOneBlock(command, medium.blockLength())) {
            return TransferFields.DATA_TOO_SHORT;
        }
        if (medium.protectedBlocks() != null) {
            boolean gone = unmaps(command.cdb()) && (withoutData || alone && isZero(block));
            return gone ? unmapped(command) : medium.protectedBlocks().writeSame(command, blocks(command));
        }
        try {
            if (withoutData || isZero(block)) {
                zero(command, unmaps(command.cdb()));
            } else {
                repeat(command, block);
            }
        } catch (IOException e) {
            return medium.errors().writeFailed(command.lba(), e);
        }
        return medium.writeCacheEnabled() ? Outcome.GOOD : medium.completeWhenDurable(command);
    }

    private Outcome unmapped(DeviceCommand command) {
        try {
            zero(command, true);
            return medium.completeWhenDurable(command);
        } catch (IOException e) {
            return medium.errors().writeFailed(command.lba(), e);
        }
    }

    private static boolean isZero(ByteBuf block) {
        // Equal to itself shifted by one byte, and beginning with zero.
        int start = block.readerIndex();
        return block.getByte(start) == 0
                && ByteBufUtil.equals(block, start, block, start + 1, block.readableBytes() - 1);
    }

    private void zero(DeviceCommand command, boolean unmap) throws IOException {
        boolean give = unmap && medium.store().unmappedReadsZero();
        BlockMedium.Change change = give ? medium.store()::unmap : medium.store()::writeZeroes;
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
