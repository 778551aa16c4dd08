package org.scst.vdisk.internal.protection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.zip.CRC32C;

/**
 * The slots of some logical blocks, two for each, as they are in their file. A write puts what belongs to its data into the slot
 * that does not belong to what the medium holds, and then writes the data: so one of the two always fits, whenever it is interrupted.
 * Which one does, the checksum over the data tells, whatever the guard says.
 *
 * <pre>
 *   0  protection information (8)   8  number of the write, 0 for none (4)   12  CRC-32C of these, the LBA and the data (4)
 * </pre>
 *
 * <p><i>Threading:</i> confined to the caller, who releases it.
 */
final class ProtectionSlots implements AutoCloseable {
    /** Bytes of a block's two. */
    static final int LENGTH = 32;

    private static final int SLOT = 16;
    private static final int NUMBER = 8;
    private static final int CHECKSUM = 12;
    private static final int NONE = -1;
    private static final long UNWRITTEN = -1;
    private final long first;
    private final ByteBuf bytes;
    private final CRC32C crc = new CRC32C();
    private final ByteBuf head = Unpooled.buffer(Long.BYTES * 2 + Integer.BYTES);

    ProtectionSlots(long first, int blocks) {
        this.first = first;
        this.bytes = Unpooled.directBuffer(blocks * LENGTH, blocks * LENGTH);
    }

    long first() {
        return first;
    }

    ByteBuf bytes() {
        return bytes;
    }

    private int number(int slot) {
        return bytes.getInt(slot + NUMBER);
    }

    private int checksum(int block, long tuple, int number, ByteBuf data, int index, int blockLength) {
        head.clear().writeLong(first + block).writeLong(tuple).writeInt(number);
        crc.reset();
        crc.update(head.array(), 0, head.writerIndex());
        crc.update(data.nioBuffer(index, blockLength));
        return (int) crc.getValue();
    }

    private boolean fits(int block, int slot, ByteBuf data, int index, int blockLength) {
        int expected = checksum(block, bytes.getLong(slot), number(slot), data, index, blockLength);
        return number(slot) != 0 && bytes.getInt(slot + CHECKSUM) == expected;
    }

    /** Where the later slot of a block is. */
    private int later(int block) {
        int slot = block * LENGTH;
        return number(slot) - number(slot + SLOT) >= 0 ? slot : slot + SLOT;
    }

    private static int other(int slot) {
        return slot ^ SLOT;
    }

    /** The slot that belongs to the data, or {@link #NONE}. */
    private int fitting(int block, ByteBuf data, int index, int blockLength) {
        int later = later(block);
        if (fits(block, later, data, index, blockLength)) {
            return later;
        }
        return fits(block, other(later), data, index, blockLength) ? other(later) : NONE;
    }

    /** The first block that was ever written; -1 when none was. */
    int firstWritten() {
        int block = 0;
        while (block * LENGTH < bytes.readableBytes() && number(later(block)) == 0) {
            block++;
        }
        return block * LENGTH < bytes.readableBytes() ? block : -1;
    }

    /** What one says of data beside it. */
    enum Verdict {
        /** It was written with it. */
        BELONGS,
        /** It is what stood there before the first write: zeroes, as in any new file. */
        NEVER_WRITTEN,
        /** It was written without it. */
        FOREIGN
    }

    /** What a block's slots say of the data. */
    Verdict verdict(int block, ByteBuf data, int blockLength) {
        int slot = fitting(block, data, data.readerIndex(), blockLength);
        if (slot == NONE) {
            return Verdict.FOREIGN;
        }
        return bytes.getLong(slot) == UNWRITTEN ? Verdict.NEVER_WRITTEN : Verdict.BELONGS;
    }

    /** What belongs to the data; if nothing does, what was kept last: then the medium was changed otherwise, or is damaged. */
    ProtectionInformation of(ByteBuf data, int blockLength) {
        ProtectionInformation found = new ProtectionInformation(bytes.readableBytes() / LENGTH);
        for (int block = 0; block < found.blocks(); block++) {
            int fitting = fitting(block, data, data.readerIndex() + block * blockLength, blockLength);
            int slot = fitting == NONE ? later(block) : fitting;
            if (number(slot) == 0) {
                found.setUnwritten(block);
            } else {
                found.tuple(block, bytes.getLong(slot));
            }
        }
        return found;
    }

    /** Takes in what belongs to the data that is to be written where {@code former} stands. */
    void put(ProtectionInformation next, ByteBuf data, ByteBuf former, int blockLength) {
        for (int block = 0; block < next.blocks(); block++) {
            int at = block * blockLength;
            if (number(later(block)) == 0) {
                // Never written: that too is to be known again.
                set(block, block * LENGTH, UNWRITTEN, former, former.readerIndex() + at, blockLength);
            }
            int kept = fitting(block, former, former.readerIndex() + at, blockLength);
            int slot = other(kept == NONE ? later(block) : kept);
            set(block, slot, next.tuple(block), data, data.readerIndex() + at, blockLength);
        }
    }

    private void set(int block, int slot, long tuple, ByteBuf data, int index, int blockLength) {
        int number = nextNumber(number(later(block)));
        bytes.setLong(slot, tuple);
        bytes.setInt(slot + NUMBER, number);
        bytes.setInt(slot + CHECKSUM, checksum(block, tuple, number, data, index, blockLength));
    }

    private static int nextNumber(int last) {
        return last + 1 == 0 ? 1 : last + 1;
    }

    @Override
    public void close() {
        bytes.release();
    }
}
