package org.scst.core.internal.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A region without a file behind it, for systems that have no memory files: each slab is memory of its own.
 *
 * <p><i>Threading:</i> as {@link RegionMemory}.
 */
final class AnonymousMemory implements RegionMemory {

    private final Arena[] slabs = new Arena[Regions.SLABS];

    @Override
    public int descriptor() {
        return -1;
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // closed by discard or close
    public MemorySegment slab(int index) {
        slabs[index] = Arena.ofShared();
        return slabs[index].allocate(Regions.SLAB_BYTES, Regions.PAGE_BYTES);
    }

    @Override
    public void discard(int index) {
        slabs[index].close();
        slabs[index] = null;
    }

    @Override
    public void close() {
        for (Arena slab : slabs) {
            if (slab != null) {
                slab.close();
            }
        }
    }
}
