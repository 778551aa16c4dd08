package org.scst.core.internal.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes may be held at the same time, at one level and at every level above: a device's budget inside that of all devices.
 * Who is refused may wait in a queue. The queue is fair at each level among those who wait; somebody who has not waited may be
 * faster than somebody who has just been woken and will then have to wait again.
 *
 * <p><i>Threading:</i> thread-safe. Reserving and releasing are lock-free while nobody waits; the waiters of a whole tree of budgets
 * share the root's lock, under which no foreign code runs.
 */
public final class Budget {

    private static final VarHandle RESERVED;
    private static final VarHandle PEAK;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RESERVED = lookup.findVarHandle(Budget.class, "reserved", long.class);
            PEAK = lookup.findVarHandle(Budget.class, "peak", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Fields, not objects of their own: every device has a budget, and every command of any of thousands meets one.
    private volatile long limit;
    private volatile long reserved;
    private volatile long peak;
    private final Budget parent;
    private final Budget root;
    /** What the calling thread was refused last, for {@link #whenAvailable(Executor, Runnable)}. */
    private final ThreadLocal<Long> refused = new ThreadLocal<>();

    /** Used at the root only: everyone who waits at or below it, in the order of their coming. */
    private final ReentrantLock lock;

    private final Queue<Waiter> waiters;
    private volatile int waiting;

    /** Used under the root's lock, while the queue is walked: what was promised to those woken in this walk. */
    private long promised;

    /**
     * A budget of which nothing is reserved.
     *
     * @param limitBytes most bytes at this level
     * @param parent the level above, or {@code null}
     */
    public Budget(long limitBytes, Budget parent) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("limit " + limitBytes);
        }
        this.limit = limitBytes;
        this.parent = parent;
        this.root = parent == null ? this : parent.root;
        this.lock = parent == null ? new ReentrantLock() : null;
        this.waiters = parent == null ? new ArrayDeque<>() : null;
    }

    /** Most bytes that may be reserved at this level. */
    public long limit() {
        return limit;
    }

    /** Sets another limit; what is reserved above it stays reserved until it is released. */
    public void limit(long limitBytes) {
        limit = limitBytes;
    }

    /** Bytes reserved now, here and at the levels below. */
    public long reserved() {
        return reserved;
    }

    /** Bytes that could be reserved now, here and at every level above; negative when a limit was lowered below what is reserved. */
    public long available() {
        long here = limit - reserved;
        return parent == null ? here : Math.min(here, parent.available());
    }

    /** Most bytes that were ever reserved at the same time. */
    public long peak() {
        return peak;
    }

    /**
     * Reserves at this level and all above, or nowhere.
     *
     * @param bytes not negative
     * @return whether there was room; the caller releases what it has reserved
     */
    public boolean tryReserve(long bytes) {
        if (reserveUpwards(bytes)) {
            return true;
        }
        refused.set(bytes);
        return false;
    }

    /**
     * Gives back at this level and all above, and wakes those who can now go on.
     *
     * @throws IllegalStateException if more is given back than was reserved
     */
    public void release(long bytes) {
        for (Budget level = this; level != null; level = level.parent) {
            level.giveBack(bytes);
        }
        if (root.waiting != 0) {
            root.wake();
        }
    }

    /**
     * As {@link #whenAvailable(long, Executor, Runnable)} for as much as the calling thread was refused here last.
     *
     * @throws IllegalStateException if it was not refused since it called this
     */
    public void whenAvailable(Executor executor, Runnable retry) {
        Long bytes = refused.get();
        if (bytes == null) {
            throw new IllegalStateException("waiting for room without having been refused any");
        }
        refused.remove();
        whenAvailable(bytes, executor, retry);
    }

    /**
     * Runs something once as soon as there is room, perhaps before this returns. Nothing is reserved for it: it tries again, and may
     * have to wait again.
     *
     * @param bytes how much room; more than a limit is never available and refused
     * @param executor where it runs; if it has been shut down the waiter is forgotten
     */
    public void whenAvailable(long bytes, Executor executor, Runnable retry) {
        for (Budget level = this; level != null; level = level.parent) {
            if (bytes > level.limit) {
                throw new IllegalArgumentException(bytes + " bytes can never be had of " + level.limit);
            }
        }
        root.enqueue(new Waiter(this, bytes, Objects.requireNonNull(executor), Objects.requireNonNull(retry)));
        // Room may have returned since the refusal, before anybody could see that somebody waits.
        root.wake();
    }

    /** How many wait, here and at every other level of the tree. */
    public int waiting() {
        return root.waiting;
    }

    private boolean reserveUpwards(long bytes) {
        if (!reserveHere(bytes)) {
            return false;
        }
        if (parent == null || parent.reserveUpwards(bytes)) {
            return true;
        }
        giveBack(bytes);
        // Somebody may have been refused only because of what was reserved here for a moment.
        if (root.waiting != 0) {
            root.wake();
        }
        return false;
    }

    private boolean reserveHere(long bytes) {
        long before;
        do {
            before = reserved;
            if (bytes > limit - before) {
                return false;
            }
        } while (!RESERVED.compareAndSet(this, before, before + bytes));
        notePeak(before + bytes);
        return true;
    }

    private void notePeak(long bytes) {
        long highest = peak;
        while (bytes > highest && !PEAK.compareAndSet(this, highest, bytes)) {
            highest = peak;
        }
    }

    private void giveBack(long bytes) {
        long before = (long) RESERVED.getAndAdd(this, -bytes);
        if (before < bytes) {
            long unused = (long) RESERVED.getAndAdd(this, bytes);
            throw new IllegalStateException("more given back than reserved");
        }
    }

    private void enqueue(Waiter waiter) {
        lock.lock();
        try {
            waiters.add(waiter);
            waiting = waiters.size();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes, in order, everyone for whom there is room beside those woken before. Called at the root. */
    private void wake() {
        boolean forgotten;
        do {
            forgotten = false;
            for (Waiter waiter : takeThoseWithRoom()) {
                forgotten |= !waiter.dispatch();
            }
        } while (forgotten);
    }

    private List<Waiter> takeThoseWithRoom() {
        List<Waiter> woken = new ArrayList<>();
        Set<Budget> exhausted = new HashSet<>();
        lock.lock();
        try {
            Iterator<Waiter> queue = waiters.iterator();
            while (queue.hasNext() && !exhausted.contains(this)) {
                Waiter waiter = queue.next();
                if (waiter.budget.promise(waiter.bytes, exhausted)) {
                    queue.remove();
                    woken.add(waiter);
                }
            }
            waiting = waiters.size();
            for (Waiter waiter : woken) {
                waiter.budget.forgetPromises();
            }
        } finally {
            lock.unlock();
        }
        return woken;
    }

    /** Promises room at every level, or nowhere; then nobody behind overtakes at the lowest level that lacks it. */
    private boolean promise(long bytes, Set<Budget> exhausted) {
        for (Budget level = this; level != null; level = level.parent) {
            if (exhausted.contains(level)) {
                return false;
            }
            if (bytes > level.limit - level.reserved - level.promised) {
                exhausted.add(level);
                return false;
            }
        }
        for (Budget level = this; level != null; level = level.parent) {
            level.promised += bytes;
        }
        return true;
    }

    private void forgetPromises() {
        for (Budget level = this; level != null; level = level.parent) {
            level.promised = 0;
        }
    }

    /** Somebody who waits; when he has tried, others are looked at again, for he may not have wanted the room any more. */
    private record Waiter(Budget budget, long bytes, Executor executor, Runnable retry) implements Runnable {

        boolean dispatch() {
            try {
                executor.execute(this);
                return true;
            } catch (RejectedExecutionException e) {
                return false;
            }
        }

        @Override
        public void run() {
            try {
                retry.run();
            } finally {
                budget.root.wake();
            }
        }
    }
}
