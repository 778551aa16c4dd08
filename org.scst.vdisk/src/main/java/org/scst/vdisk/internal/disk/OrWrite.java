package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * ORWRITE (16): sets on the medium the bits that are set in the data, with nobody else's write in between. A long one does so
 * window by window.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class OrWrite extends IndivisibleWrite {
    OrWrite(BlockMedium medium) {
        super(medium);
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        if (command.aborted()) {
            return Outcome.TASK_ABORTED;
        }
        if (medium().outdated(command)) {
            return Outcome.BUSY;
        }
        long lba = command.windowLba();
        ByteBuf united = Unpooled.directBuffer(command.length(), command.length());
        try (BlocksBeingChanged.Range held = medium().beingChanged().hold(lba, command.windowBlocks())) {
            if (carriesProtection(command)) {
                return medium().protectedBlocks().orWrite(command);
            }
            Outcome unread = read(lba, united, command.length());
            if (unread != null) {
                return unread;
            }
            unite(united, command.data());
            medium().store().write(medium().bytes(lba), united, durable(command));
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium().errors().writeFailed(lba, e);
        } finally {
            united.release();
        }
    }

    private Outcome read(long lba, ByteBuf target, int length) {
        try {
            medium().store().read(medium().bytes(lba), target, length);
            return null;
        } catch (IOException e) {
            return medium().errors().readFailed(lba, e);
        }
    }

    /** Sets the bits of {@code data} in {@code target}, which is as long. */
    static void unite(ByteBuf target, ByteBuf data) {
        int from = data.readerIndex();
        for (int i = 0; i < target.readableBytes(); i += Long.BYTES) {
            target.setLong(i, target.getLong(i) | data.getLong(from + i));
        }
    }
}
