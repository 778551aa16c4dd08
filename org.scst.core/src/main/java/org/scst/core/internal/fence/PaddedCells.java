package org.scst.core.internal.fence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters two cache lines apart (processors fetch lines in pairs), so that event loops do not take them from one another.
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
    private volatile Closure closure;

    /** @param size a power of two */
    PaddedCells(int size) {
        this.size = size;
        // One unused counter before and one behind keeps neighbours on the heap away too.
        counters = new long[(size + 2) * LONGS_PER_COUNTER];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long getAndAdd(int index, long delta) {
        return (long) COUNTER.getAndAdd(counters, (index + 1) * LONGS_PER_COUNTER, delta);
    }

    @Override
    public long get(int index) {
        return (long) COUNTER.getVolatile(counters, (index + 1) * LONGS_PER_COUNTER);
    }

    @Override
    public Closure closure() {
        return closure;
    }

    @Override
    public boolean replaceClosure(Closure seen, Closure by) {
        return CLOSURE.compareAndSet(this, seen, by);
    }
}
