package org.scst.core.internal.lease;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.scst.core.device.DeviceContext;

/**
 * Who may write to which backing object: one at a time in this process. A device that is reopened, or opened by another revision of
 * its handler, waits here until the earlier one has let go.
 *
 * <p><i>Threading:</i> thread-safe by its own lock. {@link #acquire} blocks and is for a device's own threads; closing a lease does
 * not.
 */
public final class Leases {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<String, Held> held = new HashMap<>();
    private final Waiting waiting;

    /** Nothing is leased. */
    public Leases() {
        this(Condition::awaitNanos);
    }

    Leases(Waiting waiting) {
        this.waiting = waiting;
    }

    /** How to wait for a condition: a seam for tests. */
    @FunctionalInterface
    interface Waiting {

        /** Waits for a signal; returns what is left of the time, nothing or less when it is over. */
        long await(Condition condition, long nanos) throws InterruptedException;
    }

    /**
     * Leases a backing object to a holder, as soon as the earlier lease is closed.
     *
     * @param backingObject identifies it: device and inode of a file
     * @param holder for messages: the device's name
     * @param patience how long to wait
     * @return held until it is closed; closing it again changes nothing
     * @throws IOException if it is still held after that time, naming the holder
     */
    public DeviceContext.Lease acquire(String backingObject, String holder, Duration patience) throws IOException {
        Objects.requireNonNull(backingObject);
        Objects.requireNonNull(holder);
        lock.lock();
        try {
            awaitRelease(backingObject, holder, patience);
            Held lease = new Held(backingObject, holder);
            held.put(backingObject, lease);
            return lease;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRelease(String backingObject, String holder, Duration patience) throws IOException {
        long left = patience.toNanos();
        for (Held other = held.get(backingObject); other != null; other = held.get(backingObject)) {
            if (left <= 0) {
                throw new IOException("%s cannot have %s: %s is its writer and has not let go within %d ms"
                        .formatted(holder, backingObject, other.holder, patience.toMillis()));
            }
            try {
                left = waiting.await(released, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException)
                        new InterruptedIOException("%s was interrupted while it waited for %s to let go of %s"
                                        .formatted(holder, other.holder, backingObject))
                                .initCause(e);
            }
        }
    }

    private void release(Held lease) {
        lock.lock();
        try {
            // A lease that was closed before must not end its successor's.
            if (held.remove(lease.backingObject, lease)) {
                released.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Held implements DeviceContext.Lease {

        private final String backingObject;
        private final String holder;

        Held(String backingObject, String holder) {
            this.backingObject = backingObject;
            this.holder = holder;
        }

        @Override
        public void close() {
            release(this);
        }

        @Override
        public String toString() {
            return holder + " writes " + backingObject;
        }
    }
}
