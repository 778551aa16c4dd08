package org.scst.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The free buffers of one slot, a stack per size. Whoever finds it taken does without it.
 *
 * <p><i>Threading:</i> thread-safe: a flag admits one thread and nobody waits for it, except {@link #sweep} and the counters, which
 * do not care.
 */
final class SlotCache {

    /** What a class may keep here, but {@value #LEAST} buffers in any case. */
    private static final int CLASS_BYTES = 1 << 20;

    private static final int LEAST = 2;

    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(SlotCache.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PoolBuffer[][] stacks = new PoolBuffer[SizeClass.COUNT][];
    private final int[] counts = new int[SizeClass.COUNT];
    /** The fewest there were since the last sweep: so many were not needed. */
    private final int[] fewest = new int[SizeClass.COUNT];

    private final long[] hits = new long[SizeClass.COUNT];
    private final long[] returned = new long[SizeClass.COUNT];

    @SuppressWarnings("unused") // through TAKEN
    private volatile boolean taken;

    /** How many buffers of a size are kept at most. */
    static int capacity(int classIndex) {
        return Math.max(LEAST, CLASS_BYTES >> (SizeClass.SMALLEST_SHIFT + classIndex));
    }

    /** A free buffer, or {@code null} if there is none or somebody else is here. */
    PoolBuffer tryTake(int classIndex) {
        if (!enter()) {
            return null;
        }
        try {
            int count = counts[classIndex];
            if (count == 0) {
                return null;
            }
            count--;
            counts[classIndex] = count;
            fewest[classIndex] = Math.min(fewest[classIndex], count);
            hits[classIndex]++;
            return stacks[classIndex][count];
        } finally {
            leave();
        }
    }

    /** Keeps a buffer, unless there is no room or somebody else is here. */
    boolean tryPut(int classIndex, PoolBuffer buffer) {
        if (!enter()) {
            return false;
        }
        try {
            PoolBuffer[] stack = stacks[classIndex];
            if (stack == null) {
                stack = new PoolBuffer[capacity(classIndex)];
                stacks[classIndex] = stack;
            }
            int count = counts[classIndex];
            if (count == stack.length) {
                return false;
            }
            stack[count] = buffer;
            counts[classIndex] = count + 1;
            returned[classIndex]++;
            return true;
        } finally {
            leave();
        }
    }

    /** Gives the buffers to their size class that were not needed since the last sweep; none if somebody else is here. */
    void sweep(SizeClass sizeClass) {
        if (!enter()) {
            return;
        }
        try {
            int index = sizeClass.index();
            int surplus = fewest[index];
            PoolBuffer[] stack = stacks[index];
            for (int i = 0; i < surplus; i++) {
                sizeClass.takeFromCache(stack[i]);
            }
            int kept = counts[index] - surplus;
            if (surplus > 0) {
                System.arraycopy(stack, surplus, stack, 0, kept);
                Arrays.fill(stack, kept, counts[index], null);
            }
            counts[index] = kept;
            fewest[index] = kept;
        } finally {
            leave();
        }
    }

    /** A figure of statistics: may be a little old. */
    long hits(int classIndex) {
        return hits[classIndex];
    }

    /** A figure of statistics: may be a little old. */
    long returned(int classIndex) {
        return returned[classIndex];
    }

    private boolean enter() {
        return !taken && TAKEN.compareAndSet(this, false, true);
    }

    private void leave() {
        TAKEN.setRelease(this, false);
    }
}
