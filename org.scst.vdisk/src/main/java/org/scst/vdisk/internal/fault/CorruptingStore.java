package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.function.Supplier;
import org.scst.core.store.BackingStore;

/**
 * Reads other data than was written, without a word: every bit of some blocks is turned.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class CorruptingStore extends ForwardingStore {
    private final Supplier<BlockRanges> wrong;
    private final int blockShift;

    CorruptingStore(BackingStore store, Supplier<BlockRanges> wrong, int blockShift) {
        super(store);
        this.wrong = wrong;
        this.blockShift = blockShift;
    }

    private long first(long lba, long blocks) {
        return wrong.get().firstWithin(lba, blocks);
    }

    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        // What is to be turned comes by read().
        return first(offset >>> blockShift, length >>> blockShift) >= 0
                ? 0
                : super.readNonBlocking(offset, target, length);
    }

    @Override
    public void read(long offset, ByteBuf target, int length) throws IOException {
        int start = target.writerIndex();
        super.read(offset, target, length);
        long lba = offset >>> blockShift;
        long end = lba + (length >>> blockShift);
        for (long block = first(lba, end - lba); block >= 0; block = first(block + 1, end - block - 1)) {
            turn(target, start + (int) (block - lba << blockShift));
        }
    }

    private void turn(ByteBuf target, int from) {
        for (int at = from; at < from + (1 << blockShift); at++) {
            target.setByte(at, ~target.getByte(at));
        }
    }
}
