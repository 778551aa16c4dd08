package org.scst.core.internal.fence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;

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

    private static int position(int index) {
        return (index + 1) * LONGS_PER_COUNTER;
    }
}
