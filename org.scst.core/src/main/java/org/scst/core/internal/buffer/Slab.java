package org.scst.core.internal.buffer;

/**
 * A slab cut into buffers of one size. Its buffers are made one by one when no free one is left.
 *
 * <p><i>Threading:</i> confined to the lock of its {@link SizeClass}.
 */
final class Slab {

    private static final long IN_USE = Long.MIN_VALUE;

    private final SizeClass sizeClass;
    private final Regions.Place place;
    private final int buffers;
    private PoolBuffer firstFree;
    private int made;
    private int out;
    private long idleSince = IN_USE;

    Slab(SizeClass sizeClass, Regions.Place place) {
        this.sizeClass = sizeClass;
        this.place = place;
        this.buffers = Regions.SLAB_BYTES / sizeClass.bytes();
    }

    Regions.Place place() {
        return place;
    }

    SizeClass sizeClass() {
        return sizeClass;
    }

    boolean exhausted() {
        return out == buffers;
    }

    /** A buffer that is free; there must be one. */
    PoolBuffer take() {
        idleSince = IN_USE;
        out++;
        PoolBuffer buffer = firstFree;
        if (buffer == null) {
            long offset = (long) made * sizeClass.bytes();
            made++;
            return new PoolBuffer(this, place.memory().asSlice(offset, sizeClass.bytes()));
        }
        firstFree = buffer.next();
        buffer.next(null);
        return buffer;
    }

    /** Takes a buffer back. */
    void put(PoolBuffer buffer) {
        idleSince = IN_USE;
        out--;
        buffer.next(firstFree);
        firstFree = buffer;
    }

    /** Whether it has been wholly free for this long. The first call after a use only begins to count. */
    boolean idleFor(long nanos, long now) {
        if (out > 0) {
            return false;
        }
        if (idleSince == IN_USE) {
            idleSince = now;
        }
        return now - idleSince >= nanos;
    }
}
