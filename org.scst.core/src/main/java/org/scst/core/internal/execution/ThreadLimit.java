package org.scst.core.internal.execution;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many threads all devices together may have. A device's second and further threads may take half of it at most, so that a few
 * devices with hung storage do not leave the others without their first. Devices that lack their first thread wait in a queue.
 *
 * <p><i>Threading:</i> thread-safe by its own lock, which is taken when threads begin and end, not for each piece of work.
 */
public final class ThreadLimit {

    /** Threads of all devices of a process, unless configured otherwise. */
    public static final int DEFAULT_THREADS = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final int most;
    private final Set<DeviceExecution> holders = new HashSet<>();
    private final Queue<DeviceExecution> waiting = new ArrayDeque<>();
    private int threads;
    private volatile boolean wanted;

    /** @param most at least 2 */
    public ThreadLimit(int most) {
        if (most < 2) {
            throw new IllegalArgumentException("at least 2 threads, not " + most);
        }
        this.most = most;
    }

    /** Threads there are now. */
    public int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    /** Whether some device waits for its first thread: whoever can do without one should end it. */
    boolean wanted() {
        return wanted;
    }

    /** Allows a device its first thread. If that is not possible the device is queued and will be {@link DeviceExecution#threadAllowed told}. */
    boolean tryAcquireFirst(DeviceExecution device) {
        lock.lock();
        try {
            if (threads < most && waiting.isEmpty()) {
                threads++;
                holders.add(device);
                return true;
            }
            waiting.add(device);
            wanted = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Allows a device that has threads one more. */
    boolean tryAcquireFurther() {
        lock.lock();
        try {
            if (threads < most && waiting.isEmpty() && threads - holders.size() < most / 2) {
                threads++;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes note of the end of a thread.
     *
     * @param last whether the device has none any more
     * @return a device to which the right to it has passed and which must be {@link DeviceExecution#threadAllowed told}, or {@code null}
     */
    DeviceExecution release(DeviceExecution device, boolean last) {
        lock.lock();
        try {
            if (last) {
                holders.remove(device);
            }
            DeviceExecution next = waiting.poll();
            wanted = !waiting.isEmpty();
            if (next == null) {
                threads--;
            } else {
                holders.add(next);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Ends one thread somewhere that has nothing to do, if there is one. */
    void reclaimIdle() {
        for (DeviceExecution holder : holdersNow()) {
            if (holder.endIdleThread()) {
                return;
            }
        }
    }

    private Iterable<DeviceExecution> holdersNow() {
        lock.lock();
        try {
            return Set.copyOf(holders);
        } finally {
            lock.unlock();
        }
    }
}
