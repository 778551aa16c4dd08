package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.vdisk.internal.protection.ProtectionType;

/**
 * READ CAPACITY (10), (16). PMI is obsolete; without it the LBA must be zero, with it the last block is told too, for no block of
 * these disks is slower to reach than another.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ReadCapacity implements CommandHandler {
    private static final int READ_CAPACITY_10 = 0x25;
    private static final int LBA_BYTE = 2;
    private static final int PMI = 0x01;
    private static final int PMI_BYTE_10 = 8;
    private static final int PMI_BYTE_16 = 14;
    private static final int LENGTH_10 = 8;
    private static final int LENGTH_16 = 32;
    private static final long MOST_IN_4_BYTES = 0xFFFF_FFFFL;
    private static final int PROT_EN = 0x01;
    private static final int LBPME = 0x80;
    private static final int LBPRZ = 0x40;
    private static final Outcome LBA_WITHOUT_PMI = Outcome.check(Sense.invalidFieldInCdb(LBA_BYTE, 7));
    private final BlockMedium medium;

    ReadCapacity(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome process(DeviceCommand command) {
        boolean ten = command.cdb().operationCode() == READ_CAPACITY_10;
        int pmi = command.cdb().u8(ten ? PMI_BYTE_10 : PMI_BYTE_16) & PMI;
        long lba = ten ? command.cdb().u32(LBA_BYTE) : command.cdb().u64(LBA_BYTE);
        if (pmi == 0 && lba != 0) {
            return LBA_WITHOUT_PMI;
        }
        ByteBuf data = command.data();
        if (data != null) {
            byte[] answer = ten ? answer10() : answer16();
            data.writeBytes(answer, 0, Math.min(answer.length, command.length()));
        }
        return Outcome.GOOD;
    }

    private byte[] answer10() {
        ByteBuffer answer = ByteBuffer.allocate(LENGTH_10);
        answer.putInt(0, (int) Math.min(medium.blocks() - 1, MOST_IN_4_BYTES));
        answer.putInt(4, medium.blockLength());
        return answer.array();
    }

    private byte[] answer16() {
        ByteBuffer answer = ByteBuffer.allocate(LENGTH_16);
        answer.putLong(0, medium.blocks() - 1);
        answer.putInt(8, medium.blockLength());
        ProtectionType type = medium.protectionType();
        answer.put(12, (byte) (type == null ? 0 : type.code() << 1 | PROT_EN));
        answer.put(13, (byte) medium.settings().geometry().physicalBlockExponent());
        if (medium.settings().medium().thinProvisioned()) {
            answer.put(14, (byte) (medium.store().unmappedReadsZero() ? LBPME | LBPRZ : LBPME));
        }
        return answer.array();
    }
}
