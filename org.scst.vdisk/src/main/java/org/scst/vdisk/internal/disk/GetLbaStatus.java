package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.store.Extent;

/**
 * GET LBA STATUS (16), (32): which blocks are deallocated, from the extents that the store really has; of a fully provisioned disk
 * all are mapped, whatever its file has holes for (SBC-4 5.6.2.2). The longer form may end the report sooner (SCAN LENGTH); choosing
 * among the descriptors or physical elements is refused.
 *
 * <pre>
 *   0  PARAMETER DATA LENGTH (4)    4  reserved (4)
 *   8  descriptors of 16: LBA (8)  NUMBER OF LOGICAL BLOCKS (4)  PROVISIONING STATUS (1, low nibble)  reserved (3)
 * </pre>
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class GetLbaStatus implements CommandHandler {
    private static final int HEADER_LENGTH = 8;
    private static final int DESCRIPTOR_LENGTH = 16;
    private static final int MOST_DESCRIPTORS = 256;
    private static final int MAPPED = 0;
    private static final int DEALLOCATED = 1;
    private static final long MOST_BLOCKS = 0xFFFFFFFFL;

    private static final int REPORT_TYPE = 10;
    private static final int SCAN_LENGTH = 20;
    private static final int ELEMENT_IDENTIFIER = 24;
    private static final Outcome REPORT_TYPE_REFUSED = Outcome.check(Sense.invalidFieldInCdb(REPORT_TYPE, 7));
    private static final Outcome ELEMENT_REFUSED = Outcome.check(Sense.invalidFieldInCdb(ELEMENT_IDENTIFIER, 7));

    private final BlockMedium medium;

    GetLbaStatus(BlockMedium medium) {
        this.medium = medium;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        if (!isLong(command)) {
            return null;
        }
        if (command.cdb().u8(REPORT_TYPE) != 0) {
            return REPORT_TYPE_REFUSED;
        }
        return command.cdb().u32(ELEMENT_IDENTIFIER) != 0 ? ELEMENT_REFUSED : null;
    }

    private static boolean isLong(DeviceCommand command) {
        return command.cdb().operationCode() == Cdb.VARIABLE_LENGTH;
    }

    /** Where the report ends at the latest. */
    private long end(DeviceCommand command) {
        long scanned = isLong(command) ? command.cdb().u32(SCAN_LENGTH) : 0;
        long rest = medium.blocks() - command.lba();
        return command.lba() + (scanned == 0 ? rest : Math.min(scanned, rest));
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (command.lba() >= medium.blocks()) {
            return Outcome.LBA_OUT_OF_RANGE;
        }
        return command.data() == null ? Outcome.GOOD : command.handOver();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        ByteBuf list = command.data().alloc().heapBuffer(HEADER_LENGTH + DESCRIPTOR_LENGTH);
        try {
            list.writeZero(HEADER_LENGTH);
            describe(command, list);
            list.setInt(0, list.readableBytes() - Integer.BYTES);
            ByteBuf data = command.data();
            data.writeBytes(list, Math.min(list.readableBytes(), data.writableBytes()));
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(command.lba(), e);
        } finally {
            list.release();
        }
    }

    private void describe(DeviceCommand command, ByteBuf list) throws IOException {
        int room = command.data().writableBytes() - HEADER_LENGTH;
        int wanted = Math.clamp(room / DESCRIPTOR_LENGTH, 1, MOST_DESCRIPTORS);
        long lba = command.lba();
        long end = end(command);
        for (int i = 0; i < wanted && lba < end; i++) {
            long most = Math.min(end - lba, MOST_BLOCKS);
            Extent extent = extent(medium.bytes(lba), medium.bytes(most));
            long blocks = extent.length() / medium.blockLength();
            // A block that is only partly a hole is mapped.
            boolean mapped = extent.mapped() || blocks == 0;
            if (mapped) {
                blocks = (extent.length() + medium.blockLength() - 1) / medium.blockLength();
            }
            list.writeLong(lba)
                    .writeInt((int) blocks)
                    .writeByte(mapped ? MAPPED : DEALLOCATED)
                    .writeZero(3);
            lba += blocks;
        }
    }

    private Extent extent(long offset, long length) throws IOException {
        boolean thin = medium.settings().medium().thinProvisioned();
        return thin ? medium.store().extent(offset, length) : new Extent(offset, length, true);
    }
}
