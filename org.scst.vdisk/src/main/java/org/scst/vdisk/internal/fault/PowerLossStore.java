package org.scst.vdisk.internal.fault;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.scst.core.store.BackingStore;
import org.scst.core.store.Extent;
import org.scst.core.store.FlushFailedException;

/**
 * A disk cache that loses power with the process: a write that is not durable stays in this process's memory, block by block,
 * and reaches the store behind in any order, some at random moments, all of them by a flush. Killing the process then loses and
 * reorders what was not flushed; without this, the page cache would survive and the kill would prove nothing.
 *
 * <p><i>Threading:</i> thread-safe by its monitor; never used on an event loop.
 */
final class PowerLossStore extends ForwardingStore {
    private static final int MOST_CACHED_BYTES = 32 << 20;
    private static final int WRITES_BETWEEN_TRICKLES = 16;
    private final Map<Long, byte[]> cached = new HashMap<>();
    private final int blockLength;
    private final int mostCached;
    private final Random random;

    PowerLossStore(BackingStore store, int blockLength, Random random) {
        super(store);
        this.blockLength = blockLength;
        this.mostCached = MOST_CACHED_BYTES / blockLength;
        this.random = random;
    }

    /** Nothing can be said without a look into the cache. */
    @Override
    public int readNonBlocking(long offset, ByteBuf target, int length) {
        return 0;
    }

    @Override
    public synchronized void read(long offset, ByteBuf target, int length) throws IOException {
        int start = target.writerIndex();
        super.read(offset, target, length);
        for (int done = 0; done < length; done += blockLength) {
            byte[] block = cached.get((offset + done) / blockLength);
            if (block != null) {
                target.setBytes(start + done, block, 0, Math.min(blockLength, length - done));
            }
        }
    }

    @Override
    public boolean writesWithoutBlocking() {
        return false;
    }

    @Override
    public synchronized void write(long offset, ByteBuf source, boolean durable) throws IOException {
        int length = source.readableBytes();
        if (durable) {
            forget(offset, length);
            super.write(offset, source, true);
            return;
        }
        for (int done = 0; done < length; done += blockLength) {
            byte[] block = new byte[blockLength];
            source.getBytes(source.readerIndex() + done, block);
            cached.put((offset + done) / blockLength, block);
        }
        if (cached.size() > mostCached) {
            trickle(cached.size() / 2);
        } else if (random.nextInt(WRITES_BETWEEN_TRICKLES) == 0) {
            trickle(random.nextInt(cached.size() + 1));
        }
    }

    private void forget(long offset, long length) {
        for (long block = offset / blockLength; block < (offset + length) / blockLength; block++) {
            cached.remove(block);
        }
    }

    private void trickle(int count) throws IOException {
        List<Long> blocks = new ArrayList<>(cached.keySet());
        Collections.shuffle(blocks, random);
        for (Long block : blocks.subList(0, count)) {
            ByteBuf source = Unpooled.wrappedBuffer(cached.get(block));
            try {
                super.write(block * blockLength, source, false);
            } finally {
                source.release();
            }
            cached.remove(block);
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        try {
            trickle(cached.size());
        } catch (IOException e) {
            throw new FlushFailedException("the cache could not be written: " + e.getMessage(), e);
        }
        super.flush();
    }

    @Override
    public synchronized void unmap(long offset, long length) throws IOException {
        forget(offset, length);
        super.unmap(offset, length);
    }

    @Override
    public synchronized void writeZeroes(long offset, long length) throws IOException {
        forget(offset, length);
        super.writeZeroes(offset, length);
    }

    @Override
    public synchronized Extent extent(long offset, long length) throws IOException {
        Extent extent = super.extent(offset, length);
        if (extent.mapped()) {
            return extent;
        }
        long end = offset;
        while (end < extent.end() && !cached.containsKey(end / blockLength)) {
            end += blockLength;
        }
        return end > offset
                ? new Extent(offset, Math.min(end, extent.end()) - offset, false)
                : new Extent(offset, blockLength, true);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            flush();
        } finally {
            super.close();
        }
    }
}
