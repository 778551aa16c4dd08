package org.scst.core.internal.nexus;

import org.scst.core.internal.buffer.Budget;
import org.scst.core.target.NexusDescription.Queue;

/**
 * How many commands a nexus may have in flight: as many as its logical units admit and its transport queues, and no more than
 * those whose unsolicited data has a reserved place. Of the memory for that a nexus takes at most its {@link UnsolicitedShare},
 * but always what one command needs.
 *
 * <p>What is reserved stays so until the nexus ends: a command window that was promised cannot be taken back (RFC 7143 4.2.2.1).
 * Commands for immediate delivery have no place in a window; their driver keeps them few.
 *
 * <p><i>Threading:</i> thread-safe; its lock is taken when nexuses come and go or LUNs change, never by a command.
 */
final class QueueLimit {
    private final Budget budget;
    private long reserved;
    private long bytesEach;
    private boolean closed;
    private volatile int commands;
    private volatile boolean restrained;

    /** @param budget for the unsolicited data of all nexuses */
    QueueLimit(Budget budget) {
        this.budget = budget;
    }

    /** Commands that may be in flight. */
    int commands() {
        return commands;
    }

    /** Bytes it has reserved. */
    synchronized long reserved() {
        return reserved;
    }

    /** Whether it would be larger if there were more memory. */
    boolean restrained() {
        return restrained;
    }

    /** How many unsolicited bytes of each command have a place, beside what others have reserved. */
    synchronized int unsolicitedBytes(Queue wanted) {
        return UnsolicitedShare.each(budget, reserved, wanted);
    }

    /**
     * Sets it anew.
     *
     * @param admitted what the logical units admit
     * @return {@code false} when not even one command has a place
     */
    synchronized boolean settle(int admitted, Queue queue) {
        if (closed) {
            return true;
        }
        int wanted = Math.max(1, Math.min(admitted, queue.commands()));
        if (queue.unsolicitedBytes() != bytesEach) {
            release();
            bytesEach = queue.unsolicitedBytes();
        }
        int covered = bytesEach == 0 ? wanted : cover(wanted);
        commands = Math.min(wanted, Math.max(covered, 1));
        restrained = covered < wanted;
        return covered > 0;
    }

    private int cover(int wanted) {
        long share = Math.max(UnsolicitedShare.of(budget, reserved), bytesEach);
        long more = (Math.min(wanted * bytesEach, share) - reserved) / bytesEach * bytesEach;
        while (more > 0 && !budget.tryReserve(more)) {
            more = more / 2 / bytesEach * bytesEach;
        }
        reserved += Math.max(more, 0);
        return (int) Math.min(wanted, reserved / bytesEach);
    }

    private void release() {
        budget.release(reserved);
        reserved = 0;
    }

    /** The nexus has ended. */
    synchronized void close() {
        release();
        closed = true;
        restrained = false;
    }
}
