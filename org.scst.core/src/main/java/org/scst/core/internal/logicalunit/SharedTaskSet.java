package org.scst.core.internal.logicalunit;

import java.util.ArrayDeque;
import org.scst.core.internal.fence.Fence;

/**
 * The order of commands in a task set that all nexuses of a logical unit share (TST=000b, SAM-5 clause 8).
 *
 * <p>SIMPLE commands only pass a fence, as long as nobody asks for more: one counter for each event loop. An ORDERED one closes it,
 * and with those that come after it waits in a queue: it has its turn when the fence and whoever had the turn before have been
 * left, and then all SIMPLE ones up to the next ORDERED have theirs. When none waits the fence is open again. HEAD OF QUEUE commands
 * have no turn; while there is one, nobody else begins.
 *
 * <p><i>Threading:</i> thread-safe. Its monitor is held for a few steps, and by none of the SIMPLE commands that pass the fence.
 * {@link Member#turnHasCome} is called with the monitor held: it only posts.
 */
public final class SharedTaskSet {
    private final Fence fence = new Fence();
    private final Runnable wakeAll;
    private final Runnable whenDrained = this::nobodyInside;
    private final ArrayDeque<Member> waiting = new ArrayDeque<>();
    private boolean closed;
    private boolean drained;
    private int haveTurn;
    private boolean orderedHasTurn;
    private volatile int headsOfQueue;
    private volatile Object faulted;

    /** A command that has to wait for its turn. */
    public interface Member {
        /** Whether it is ORDERED. */
        boolean ordered();

        /** It may be enabled from now on; called once. */
        void turnHasCome();
    }

    /** @param wakeAll has every nexus look for commands that may now be enabled; on any thread, returns at once */
    SharedTaskSet(Runnable wakeAll) {
        this.wakeAll = wakeAll;
    }

    // SIMPLE, with nothing else about

    /**
     * Enters without waiting; what has entered leaves by {@link #leaveFreely}.
     *
     * @param slot of the caller's event loop
     */
    public boolean enterFreely(int slot) {
        return fence.tryEnter(slot);
    }

    /** Leaves by the same slot. */
    public void leaveFreely(int slot) {
        fence.leave(slot);
    }

    // The queue

    /** A command waits for its turn, which may come before this returns; it leaves by {@link #leave}. */
    public synchronized void await(Member member) {
        waiting.add(member);
        if (!closed) {
            closed = true;
            drained = false;
            fence.close(whenDrained);
        }
        giveTurns();
    }

    private synchronized void nobodyInside() {
        drained = true;
        giveTurns();
    }

    /** A command that has waited, or still waits, has ended. */
    public synchronized void leave(Member member) {
        if (!waiting.remove(member)) {
            haveTurn--;
            orderedHasTurn &= !member.ordered();
        }
        giveTurns();
    }

    private void giveTurns() {
        if (orderedHasTurn) {
            return;
        }
        while (!waiting.isEmpty() && !waiting.peek().ordered()) {
            giveTurn();
        }
        if (waiting.isEmpty()) {
            open();
        } else if (drained && haveTurn == 0) {
            orderedHasTurn = true;
            giveTurn();
        }
    }

    private void giveTurn() {
        haveTurn++;
        waiting.remove().turnHasCome();
    }

    /** What is there is SIMPLE, and newcomers are so too until one is ORDERED. */
    private void open() {
        if (closed && drained) {
            closed = false;
            fence.open();
        } else if (closed && fence.withdraw(whenDrained)) {
            closed = false;
        }
    }

    // HEAD OF QUEUE

    /** A HEAD OF QUEUE command is there. */
    public synchronized void headOfQueueCame() {
        headsOfQueue++;
    }

    /** A HEAD OF QUEUE command has ended. */
    public synchronized void headOfQueueLeft() {
        headsOfQueue--;
        if (headsOfQueue == 0) {
            wakeAll.run();
        }
    }

    /** Whether a HEAD OF QUEUE command is there. */
    public boolean hasHeadOfQueue() {
        return headsOfQueue > 0;
    }

    // ACA

    /** An I_T_L nexus is faulted: an ACA condition blocks the task set, unless another nexus's does already. */
    public synchronized void fault(Object nexus) {
        if (faulted == null) {
            faulted = nexus;
        }
    }

    /** The I_T_L nexus whose ACA condition blocks the task set; {@code null} when none does. */
    public Object faulted() {
        return faulted;
    }

    /** The ACA condition of an I_T_L nexus has been cleared. */
    public synchronized void cleared(Object nexus) {
        if (faulted == nexus) {
            faulted = null;
            wakeAll.run();
        }
    }
}
