package org.scst.core.internal.buffer;

import java.lang.foreign.MemorySegment;

/**
 * The memory of one region: {@link #slabs} slabs of {@link Regions#SLAB_BYTES} bytes, page-aligned, each holding nothing until
 * it is used.
 *
 * <p><i>Threading:</i> confined to the lock of {@link Regions}; the memory itself is anybody's who was granted it.
 */
interface RegionMemory extends AutoCloseable {

    /** File descriptor by which the region can be passed on; -1 when it has none. */
    int descriptor();

    /** How many slabs it has. */
    default int slabs() {
        return Regions.SLABS;
    }

    /** A slab's memory, to be used until {@link #discard}. */
    MemorySegment slab(int index);

    /** Gives a slab's memory back to the system; its content is lost. */
    void discard(int index);

    @Override
    void close();
}
