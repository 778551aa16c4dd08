package org.scst.core.internal.fence;

/**
 * The state of a closed {@link Fence}. Every change makes a new object, and a comparison is one of identity: who replaces the
 * object it has seen knows that nothing happened to the fence in between.
 *
 * <p><i>Threading:</i> immutable.
 */
final class Closure {

    private final int closers;
    private final Waiter lastWaiter;

    private Closure(int closers, Waiter lastWaiter) {
        this.closers = closers;
        this.lastWaiter = lastWaiter;
    }

    /** Closed once more. */
    static Closure closedAgain(Closure before, Runnable whenDrained) {
        return before == null
                ? new Closure(1, new Waiter(whenDrained, null))
                : new Closure(before.closers + 1, new Waiter(whenDrained, before.lastWaiter));
    }

    /** Whether somebody has not yet been told that the fence is drained. */
    boolean awaited() {
        return lastWaiter != null;
    }

    /** The same closers, all told. */
    Closure drained() {
        return new Closure(closers, null);
    }

    /** One closer, who was told, less; {@code null} when it was the last. */
    static Closure openedOnce(Closure before) {
        if (before == null || before.closers <= Waiter.length(before.lastWaiter)) {
            throw new IllegalStateException("opened by nobody whose close has drained");
        }
        return before.less(before.lastWaiter);
    }

    /** One closer, who was not told, less; this object when he is not waiting here. */
    Closure withdrawn(Runnable whenDrained) {
        return Waiter.contains(lastWaiter, whenDrained) ? less(Waiter.without(lastWaiter, whenDrained)) : this;
    }

    /** Whether nothing would keep the fence closed any more is for the caller to see: {@code null} then. */
    private Closure less(Waiter remaining) {
        return closers == 1 ? null : new Closure(closers - 1, remaining);
    }

    /** Tells every waiter, in the order of their closes; a failure keeps no other from being told. */
    void tellWaiters() {
        Waiter.runInOrder(lastWaiter);
    }

    /** Tells all there is to it but its identity. */
    @Override
    public String toString() {
        return "closed by " + closers + ", awaited by " + lastWaiter;
    }

    /** A closer not yet told; linked to the one before. */
    private record Waiter(Runnable whenDrained, Waiter before) {

        static int length(Waiter last) {
            int length = 0;
            for (Waiter waiter = last; waiter != null; waiter = waiter.before) {
                length++;
            }
            return length;
        }

        static boolean contains(Waiter last, Runnable whenDrained) {
            for (Waiter waiter = last; waiter != null; waiter = waiter.before) {
                if (waiter.whenDrained.equals(whenDrained)) {
                    return true;
                }
            }
            return false;
        }

        static Waiter without(Waiter last, Runnable whenDrained) {
            return last.whenDrained.equals(whenDrained)
                    ? last.before
                    : new Waiter(last.whenDrained, without(last.before, whenDrained));
        }

        static void runInOrder(Waiter last) {
            if (last == null) {
                return;
            }
            try {
                runInOrder(last.before);
            } finally {
                last.whenDrained.run();
            }
        }
    }
}
