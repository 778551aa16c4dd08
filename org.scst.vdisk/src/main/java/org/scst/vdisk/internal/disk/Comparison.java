package org.scst.vdisk.internal.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.Extent;

/**
 * Reads blocks back from the medium, in pieces, to see that they can be read, or that they hold certain data.
 *
 * <p><i>Threading:</i> thread-safe; on the device's context only.
 */
final class Comparison {
    private static final int PIECE = 256 << 10;
    private final BlockMedium medium;

    Comparison(BlockMedium medium) {
        this.medium = medium;
    }

    /** That so many blocks can be read. Deallocated ones always can. */
    Outcome readable(DeviceCommand command, long lba, long blocks) {
        long offset = medium.bytes(lba);
        long end = offset + medium.bytes(blocks);
        ByteBuf piece = Unpooled.directBuffer((int) Math.min(PIECE, Math.max(1, end - offset)));
        try {
            while (offset < end && !command.aborted()) {
                Extent extent = medium.store().extent(offset, end - offset);
                if (extent.mapped()) {
                    int length = (int) Math.min(piece.capacity(), extent.length());
                    medium.read(offset, piece.clear(), length);
                    offset += length;
                } else {
                    offset = extent.end();
                }
            }
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(lba, e);
        } finally {
            piece.release();
        }
    }

    /**
     * That the medium holds {@code expected}, again and again up to {@code length} bytes.
     *
     * @param shift offset of {@code expected} within the command's data, for INFORMATION
     */
    Outcome equal(DeviceCommand command, long lba, long length, ByteBuf expected, long shift) {
        int period = expected.readableBytes();
        ByteBuf piece = Unpooled.directBuffer(Math.min(PIECE, period));
        long offset = medium.bytes(lba);
        try {
            for (long done = 0; done < length && !command.aborted(); ) {
                int within = (int) (done % period);
                int count = (int) Math.min(Math.min(piece.capacity(), period - within), length - done);
                medium.read(offset + done, piece.clear(), count);
                int different = firstDifference(expected, expected.readerIndex() + within, piece, count);
                if (different >= 0) {
                    return miscompare(shift + within + different);
                }
                done += count;
            }
            return Outcome.GOOD;
        } catch (IOException e) {
            return medium.errors().readFailed(lba, e);
        } finally {
            piece.release();
        }
    }

    /** By halving: the first half that differs holds the first byte that differs. */
    private static int firstDifference(ByteBuf expected, int index, ByteBuf actual, int length) {
        if (ByteBufUtil.equals(expected, index, actual, 0, length)) {
            return -1;
        }
        int start = 0;
        int left = length;
        while (left > 1) {
            int half = left / 2;
            if (ByteBufUtil.equals(expected, index + start, actual, start, half)) {
                start += half;
                left -= half;
            } else {
                left = half;
            }
        }
        return start;
    }

    /** INFORMATION says where in the Data-Out buffer the first byte stands that differs. */
    private static Outcome miscompare(long offset) {
        return Outcome.check(Sense.of(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION)
                .withInformation(offset));
    }
}
