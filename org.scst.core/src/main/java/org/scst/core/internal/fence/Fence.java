package org.scst.core.internal.fence;

import java.util.Objects;

/**
 * A barrier around something that many threads use all the time and that somebody must now and then have for himself: a device
 * that is reset, a snapshot that must be in force. Entering and leaving cost one atomic addition to a counter of the caller's own
 * and one volatile read; nobody waits.
 *
 * <p><b>The protocol</b> is Dekker's: each side writes its own word, <i>then</i> reads the other's.
 * <ul>
 *   <li>To enter: add one to the slot's counter, then read whether the fence is closed. If it is, take the one back as if leaving,
 *       and take the slow path.
 *   <li>To leave: take one from the same slot's counter, then read whether the fence is closed. If it is, see whether it is
 *       drained.
 *   <li>To close: write that the fence is closed, then see whether it is drained.
 *   <li>To see whether it is drained: read which closure is in force, read every counter; if all were zero, replace <i>that
 *       closure object</i> by one without waiters. Whoever succeeds runs the callbacks.
 * </ul>
 * <b>Why it holds.</b> All these steps are volatile or atomic, so they stand in one total order that agrees with each thread's own
 * (JLS 17.4.4). <i>Nobody is inside once drained</i>: who got in read "open" before the closer wrote "closed", hence added before
 * any counter was read for this closure, and is seen until it leaves; counters are read one after another, but while the fence is
 * closed each can only leave zero for the moment of a refused attempt. <i>No wake-up is lost</i>: whoever made a reader see a
 * counter above zero takes from it later, then reads the closure, and sees for itself; this is why a refused attempt must look too.
 * <i>Exactly once</i>: only one replacement of a closure object succeeds, and it proves that the fence was not opened, and nobody
 * else began to wait, since the object was read. <i>It needs</i> that one leaves by the slot by which one entered.
 *
 * <p><i>Threading:</i> thread-safe, lock-free. Callbacks run on the thread that saw the fence drained, which may be inside
 * {@link #leave}, {@link #tryEnter} or {@link #close}: they must be short and must not block. The tests run this class through every
 * order of steps of several threads.
 */
public final class Fence {

    /** Slots that callers may use: 0 to {@value} - 1. */
    public static final int SLOTS = 64;

    private final Cells cells;
    private final int mask;

    /** An open fence. */
    public Fence() {
        this(new PaddedCells(counters(Runtime.getRuntime().availableProcessors())));
    }

    /** The next one of many, whose counters lie beside those of others. */
    Fence(PaddedCells.Page page) {
        this(new PaddedCells(page));
    }

    Fence(Cells cells) {
        this.cells = cells;
        this.mask = cells.size() - 1;
    }

    /** Slots share counters on small machines: a fence per device must cost little where there are thousands of devices. */
    static int counters(int processors) {
        return Math.min(SLOTS, 2 * Integer.highestOneBit(processors));
    }

    /** Reads what {@link #tryEnter} needs; the result means nothing. */
    public int glance(int slot) {
        return cells.zero(slot & mask) || cells.closed() ? 1 : 0;
    }

    /**
     * Enters unless the fence is closed.
     *
     * @param slot 0 to {@link #SLOTS} - 1; best one per event loop, but any number of threads may share one
     * @return whether the caller is inside and must {@link #leave} by the same slot, on whatever thread
     */
    public boolean tryEnter(int slot) {
        cells.increment(slot & mask);
        if (cells.closed()) {
            leave(slot);
            return false;
        }
        return true;
    }

    /**
     * Leaves.
     *
     * @param slot the one of the {@link #tryEnter} that succeeded
     * @throws IllegalStateException if nobody is inside by this slot
     */
    public void leave(int slot) {
        if (!cells.decrement(slot & mask)) {
            cells.increment(slot & mask);
            throw new IllegalStateException("nobody to leave by slot " + slot);
        }
        tellIfDrained(cells.closure());
    }

    /**
     * Lets nobody enter any more. May be called while closed: the fence opens when every closer has opened it.
     *
     * @param whenDrained runs exactly once, when nobody is inside, perhaps before this method returns; from then on the fence is
     *     the caller's until it calls {@link #open}
     */
    public void close(Runnable whenDrained) {
        Objects.requireNonNull(whenDrained);
        tellIfDrained(cells.updateClosure(seen -> Closure.closedAgain(seen, whenDrained)));
    }

    /**
     * Ends one {@link #close} whose callback has begun to run.
     *
     * @throws IllegalStateException if there is none
     */
    public void open() {
        cells.updateClosure(Closure::openedOnce);
    }

    /**
     * Ends a {@link #close} that has not drained in time: its callback will not run, and {@link #open} is not to be called for it.
     *
     * @param whenDrained the very object given to {@link #close}
     * @return whether it was still waiting; otherwise its callback runs or ran, and the fence is the caller's as usual
     */
    public boolean withdraw(Runnable whenDrained) {
        Closure seen;
        Closure next;
        do {
            seen = cells.closure();
            next = seen == null ? null : seen.withdrawn(whenDrained);
            if (seen == next) {
                return false;
            }
        } while (!cells.replaceClosure(seen, next));
        return true;
    }

    /** Whether a {@link #tryEnter} at this moment is refused. */
    public boolean closed() {
        return cells.closed();
    }

    /** How many are inside; exact while nobody enters or leaves. */
    public long inside() {
        long sum = 0;
        for (int index = 0; index < cells.size(); index++) {
            sum += cells.count(index);
        }
        return sum;
    }

    /**
     * A grace period: waits for everyone who is inside now, with no claim to the fence itself. Newcomers are refused until those have
     * left, then the fence opens by itself. (Two sets of counters would refuse nobody, but the place of everyone inside would have to
     * be carried to its {@link #leave}; a grace period is rare and as short as the commands in flight.)
     *
     * @param whenPassed runs once, after everyone who entered before this call has left, on the thread that saw it
     */
    public void awaitGrace(Runnable whenPassed) {
        Objects.requireNonNull(whenPassed);
        close(() -> {
            open();
            whenPassed.run();
        });
    }

    private void tellIfDrained(Closure inForce) {
        Closure seen = inForce;
        while (seen != null && seen.awaited() && nobodyInside()) {
            if (cells.replaceClosure(seen, seen.drained())) {
                seen.tellWaiters();
                return;
            }
            seen = cells.closure();
        }
    }

    private boolean nobodyInside() {
        for (int index = 0; index < cells.size(); index++) {
            if (!cells.zero(index)) {
                return false;
            }
        }
        return true;
    }
}
