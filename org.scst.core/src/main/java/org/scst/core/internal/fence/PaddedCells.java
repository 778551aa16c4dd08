package org.scst.core.internal.fence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;

/**
 * Counters two cache lines apart (processors fetch lines in pairs), so that event loops do not take them from one another.
 * Those of one event loop may lie side by side, for many fences on one {@link Page}: a loop that uses thousands of them has
 * them in its cache.
 *
 * <p><i>Threading:</i> thread-safe by volatile access.
 */
final class PaddedCells implements Cells {

    private static final int LONGS_PER_COUNTER = 16;
    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CLOSURE;

    static {
        try {
            CLOSURE = MethodHandles.lookup().findVarHandle(PaddedCells.class, "closure", Closure.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] counters;
    private final int size;
    private final int first;
    private final int step;
    private volatile Closure closure;

    /** @param size a power of two */
    PaddedCells(int size) {
        this(new Page(size, 1));
    }

    /** Takes the next place of a page that is not full. */
    PaddedCells(Page page) {
        counters = page.counters;
        size = page.size;
        step = page.step;
        first = LONGS_PER_COUNTER + page.taken++;
    }

    /**
     * Counters of so many fences, those with the same index in a row. It is let go when the last of them is.
     *
     * <p><i>Threading:</i> places are taken by one thread at a time.
     */
    static final class Page {
        private final long[] counters;
        private final int size;
        private final int step;
        private final int places;
        private int taken;

        Page(int size, int places) {
            this.size = size;
            this.places = places;
            // What a row leaves unused, and a counter before the first, keeps rows apart and neighbours on the heap
            // away.
            step = (places + 2 * LONGS_PER_COUNTER - 2) / LONGS_PER_COUNTER * LONGS_PER_COUNTER;
            counters = new long[LONGS_PER_COUNTER + size * step];
        }

        boolean full() {
            return taken == places;
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void increment(int index) {
        long unused = (long) COUNTER.getAndAdd(counters, position(index), 1L);
    }

    @Override
    public boolean decrement(int index) {
        return (long) COUNTER.getAndAdd(counters, position(index), -1L) > 0;
    }

    @Override
    public boolean zero(int index) {
        return count(index) == 0;
    }

    @Override
    public long count(int index) {
        return (long) COUNTER.getVolatile(counters, position(index));
    }

    @Override
    public boolean closed() {
        return closure != null;
    }

    @Override
    public Closure closure() {
        return closure;
    }

    @Override
    public Closure updateClosure(UnaryOperator<Closure> change) {
        Closure seen;
        Closure changed;
        do {
            seen = closure;
            changed = change.apply(seen);
        } while (!replaceClosure(seen, changed));
        return changed;
    }

    @Override
    public boolean replaceClosure(Closure seen, Closure by) {
        return CLOSURE.compareAndSet(this, seen, by);
    }

    private int position(int index) {
        return first + index * step;
    }
}
