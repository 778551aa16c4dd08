package org.scst.core.internal.buffer;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The slabs that the pool's memory consists of, by region. Regions are added when all slabs are in use and stay, so that whoever has
 * registered one may rely on its number; the memory of slabs that are given back goes to the system.
 *
 * <p><i>Threading:</i> thread-safe by its own lock, under which memory is mapped and given back.
 */
final class Regions {

    static final int PAGE_BYTES = 4096;
    static final int SLAB_BYTES = 4 << 20;
    static final int SLABS = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Supplier<? extends RegionMemory> source;
    private final List<RegionMemory> regions = new ArrayList<>();
    private final Deque<Place> free = new ArrayDeque<>();
    private int used;

    Regions(Supplier<? extends RegionMemory> source) {
        this.source = source;
    }

    /** With a first region, which is this object's from now on. */
    Regions(RegionMemory first, Supplier<? extends RegionMemory> source) {
        this(source);
        add(first);
    }

    /** A slab's place, and its memory while it is in use. */
    record Place(int region, int slab, MemorySegment memory) {

        /** Where in the region it begins. */
        long offset() {
            return (long) slab * SLAB_BYTES;
        }
    }

    /** A slab for use. */
    Place take() {
        lock.lock();
        try {
            if (free.isEmpty()) {
                grow();
            }
            Place place = free.peekFirst();
            MemorySegment memory = regions.get(place.region).slab(place.slab);
            free.removeFirst();
            used++;
            return new Place(place.region, place.slab, memory);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a slab back that nobody uses any more. */
    void giveBack(Place place) {
        lock.lock();
        try {
            regions.get(place.region).discard(place.slab);
            free.addFirst(new Place(place.region, place.slab, null));
            used--;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of all slabs in use. */
    long usedBytes() {
        lock.lock();
        try {
            return (long) used * SLAB_BYTES;
        } finally {
            lock.unlock();
        }
    }

    int descriptor(int region) {
        lock.lock();
        try {
            return regions.get(region).descriptor();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            regions.forEach(RegionMemory::close);
            regions.clear();
            free.clear();
            used = 0;
        } finally {
            lock.unlock();
        }
    }

    private void grow() {
        add(source.get());
    }

    /** Takes a region over. */
    private void add(RegionMemory memory) {
        int region = regions.size();
        regions.add(memory);
        for (int slab = 0; slab < memory.slabs(); slab++) {
            free.addLast(new Place(region, slab, null));
        }
    }
}
