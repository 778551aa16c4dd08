package org.scst.core.internal.fence;

/**
 * The atomic operations a {@link Fence} consists of; every one is a single, sequentially consistent step. A seam: the tests put an
 * implementation here that lets them choose the order of all steps.
 *
 * <p><i>Threading:</i> thread-safe.
 */
interface Cells {

    /** How many counters there are; a slot's counter is {@code slot % size()}. */
    int size();

    /** Adds to a counter and returns what it was before. */
    long getAndAdd(int index, long delta);

    /** Reads a counter. */
    long get(int index);

    /** Why the fence is closed; {@code null} while it is open. */
    Closure closure();

    /** Replaces exactly the object that was seen. */
    boolean replaceClosure(Closure seen, Closure by);
}
