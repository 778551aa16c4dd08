package org.scst.core.internal.buffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All buffers of one size that are in no slot's cache.
 *
 * <p><i>Threading:</i> thread-safe by its own lock.
 */
final class SizeClass {

    /** Buffers of the smallest class are {@code 1 << SMALLEST_SHIFT} bytes long. */
    static final int SMALLEST_SHIFT = 12;

    static final int COUNT = 11;
    static final int LARGEST_BYTES = 1 << (SMALLEST_SHIFT + COUNT - 1);

    private final ReentrantLock lock = new ReentrantLock();
    private final int index;
    private final int bytes;
    private final Regions regions;
    /** Slabs with a free buffer. */
    private final Deque<Slab> open = new ArrayDeque<>();

    private long misses;
    private long returned;
    private long peak;

    SizeClass(int index, Regions regions) {
        this.index = index;
        this.bytes = 1 << (SMALLEST_SHIFT + index);
        this.regions = regions;
    }

    /** The number of the smallest class whose buffers have this length. */
    static int indexFor(int length) {
        if (length < 1 || length > LARGEST_BYTES) {
            throw new IllegalArgumentException("length " + length + " is not in 1 to " + LARGEST_BYTES);
        }
        return Integer.SIZE - Integer.numberOfLeadingZeros((length - 1) >>> SMALLEST_SHIFT);
    }

    int index() {
        return index;
    }

    int bytes() {
        return bytes;
    }

    /** A free buffer, of a new slab if there is no other. */
    PoolBuffer take() {
        lock.lock();
        try {
            Slab slab = open.peekFirst();
            if (slab == null) {
                slab = new Slab(this, regions.take());
                open.addFirst(slab);
            }
            PoolBuffer buffer = slab.take();
            if (slab.exhausted()) {
                open.removeFirst();
            }
            misses++;
            return buffer;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a buffer back from whoever used it. */
    void takeBack(PoolBuffer buffer) {
        lock.lock();
        try {
            returned++;
            put(buffer);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a buffer back from a cache. */
    void takeFromCache(PoolBuffer buffer) {
        lock.lock();
        try {
            put(buffer);
        } finally {
            lock.unlock();
        }
    }

    /** Gives slabs to the system that have been idle for a while. */
    void trim(long idleNanos, long now) {
        for (Slab slab : takeIdle(idleNanos, now)) {
            regions.giveBack(slab.place());
        }
    }

    private List<Slab> takeIdle(long idleNanos, long now) {
        List<Slab> idle = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Slab> slabs = open.iterator(); slabs.hasNext(); ) {
                Slab slab = slabs.next();
                if (slab.idleFor(idleNanos, now)) {
                    slabs.remove();
                    idle.add(slab);
                }
            }
        } finally {
            lock.unlock();
        }
        return idle;
    }

    /** Remembers how many buffers were granted at the same time, as far as it is looked at. */
    void notePeak(long granted) {
        lock.lock();
        try {
            peak = Math.max(peak, granted);
        } finally {
            lock.unlock();
        }
    }

    long misses() {
        lock.lock();
        try {
            return misses;
        } finally {
            lock.unlock();
        }
    }

    long returned() {
        lock.lock();
        try {
            return returned;
        } finally {
            lock.unlock();
        }
    }

    long peak() {
        lock.lock();
        try {
            return peak;
        } finally {
            lock.unlock();
        }
    }

    private void put(PoolBuffer buffer) {
        Slab slab = buffer.slab();
        if (slab.exhausted()) {
            open.addLast(slab);
        }
        slab.put(buffer);
    }
}
