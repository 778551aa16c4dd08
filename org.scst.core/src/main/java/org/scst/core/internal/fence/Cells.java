package org.scst.core.internal.fence;

import java.util.function.UnaryOperator;

/**
 * The atomic operations a {@link Fence} consists of; every one is a single, sequentially consistent step. A seam: the tests put an
 * implementation here that lets them choose the order of all steps.
 *
 * <p><i>Threading:</i> thread-safe.
 */
interface Cells {

    /** How many counters there are; a slot's counter is {@code slot % size()}. */
    int size();

    /** Adds one to a counter. */
    void increment(int index);

    /** Takes one from a counter and tells whether it was above zero. */
    boolean decrement(int index);

    /** Reads whether a counter is zero. */
    boolean zero(int index);

    /** Reads a counter, for statistics. */
    long count(int index);

    /** Whether there is a closure. */
    boolean closed();

    /** The closure in force; {@code null} while the fence is open. */
    Closure closure();

    /** Replaces the closure by what follows from it, which must depend on nothing else, and returns the new one. */
    Closure updateClosure(UnaryOperator<Closure> change);

    /** Replaces exactly the object that was seen. */
    boolean replaceClosure(Closure seen, Closure by);
}
