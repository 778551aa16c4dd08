package org.scst.core.internal.execution;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets one batch of a device run at a time, of those that would only wait for one another.
 *
 * <p><i>Threading:</i> under the lock of its {@link DeviceExecution}.
 */
final class Turn {
    private final Deque<Work> waiting = new ArrayDeque<>();
    private boolean taken;

    /** Whether the batch may be queued for a thread; otherwise it waits here until {@link #pass} hands it out. */
    boolean take(Work head) {
        if (taken) {
            waiting.add(head);
            return false;
        }
        taken = true;
        return true;
    }

    /** The batch whose turn has ended passes it on: to the one returned, which is to be queued, or with {@code null} to nobody. */
    Work pass() {
        Work next = waiting.poll();
        taken = next != null;
        return next;
    }
}
