package org.scst.vdisk.internal.file;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.scst.core.linux.IoUring;
import org.scst.core.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes of one store that are under way in the kernel: as many as the device takes, with one thread for all of them,
 * and only while there are some.
 *
 * <p><i>Threading:</i> {@link #begin} may be called on event loops: its locks are held for a few instructions. Answers are given
 * on a thread of the device's context, or within {@link #begin} of another request. <i>Ownership:</i> owns the ring; closed by whoever sees to it that nothing is under way.
 */
final class RequestRing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestRing.class);
    /** Enough to keep a fast device busy; what comes beyond that is handed to threads. */
    private static final int REQUESTS = 256;
    /**
     * Each answer alone wakes two threads, ours and the command's, which costs more than a fast device takes to read: where many
     * requests are under way a part of them is waited for, but not for long.
     */
    private static final int GATHERED_PART = 8;

    private static final Duration GATHERING = Duration.ofNanos(200_000);
    /** How long the thread stays after the last answer: the next request is likely to come soon. */
    private static final Duration LINGER = Duration.ofMillis(100);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final IoUring ring;
    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock taking = new ReentrantLock();
    private final IoUring.Answers answers = this::answered;
    private final Request[] requests = new Request[REQUESTS];
    private final int[] free = new int[REQUESTS];
    private int freeCount = REQUESTS;
    private int submitting;
    private boolean awaited;
    private boolean closed;

    /** @throws LinuxException where the kernel has no io_uring for us */
    RequestRing(Executor threads) throws LinuxException {
        this.ring = IoUring.create(REQUESTS);
        this.threads = threads;
        for (int i = 0; i < REQUESTS; i++) {
            free[i] = i;
        }
    }

    /**
     * Begins a request.
     *
     * @return {@code false} when as many are under way as there is room for
     */
    boolean begin(Request request) {
        boolean wake;
        lock.lock();
        try {
            if (freeCount == 0 || closed) {
                return false;
            }
            int slot = free[--freeCount];
            requests[slot] = request;
            put(slot);
            wake = !awaited;
            awaited = true;
            submitting++;
        } finally {
            lock.unlock();
        }
        submit();
        if (wake) {
            startWaiting();
        }
        return true;
    }

    /** Takes what is there, unless another thread does so now: it will find it. */
    private void take() {
        while (ring.answersWait() && taking.tryLock()) {
            try {
                ring.take(answers);
            } finally {
                taking.unlock();
            }
        }
    }

    /**
     * Out of the lock: what the page cache has by now is copied within. The answer may come before this returns, and a close. Who
     * comes by with a request takes the answers to earlier ones along, which wakes nobody.
     */
    private void submit() {
        ring.submit();
        take();
        lock.lock();
        try {
            submitting--;
            letGoIfUnused();
        } finally {
            lock.unlock();
        }
    }

    /** There is an entry for each slot, and a slot has one request. Under the lock. */
    private void put(int slot) {
        Request request = requests[slot];
        int descriptor = request.descriptor();
        if (request.write()) {
            ring.write(descriptor, request.nextAddress(), request.remaining(), request.nextOffset(), slot);
        } else {
            ring.read(descriptor, request.nextAddress(), request.remaining(), request.nextOffset(), slot);
        }
    }

    private void startWaiting() {
        try {
            threads.execute(this::await);
        } catch (RejectedExecutionException e) {
            LOG.error("No thread for what is under way: it is never answered", e);
        }
    }

    private void await() {
        boolean inVain;
        do {
            int underWay = underWay();
            boolean gathering = underWay >= 2 * GATHERED_PART;
            int woken = ring.await(gathering ? underWay / GATHERED_PART : 1, gathering ? GATHERING : LINGER);
            if (woken < 0) {
                // The kernel is short of something: what is under way goes on, and is asked for again.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            take();
            inVain = woken == 0 && !gathering;
        } while (!inVain || !leaves());
    }

    private int underWay() {
        lock.lock();
        try {
            return REQUESTS - freeCount;
        } finally {
            lock.unlock();
        }
    }

    /** The thread that has waited in vain for long is not needed when nothing is under way. */
    private boolean leaves() {
        lock.lock();
        try {
            if (freeCount < REQUESTS) {
                return false;
            }
            awaited = false;
            letGoIfUnused();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void answered(long tag, int result) {
        int slot = (int) tag;
        Request request;
        lock.lock();
        try {
            request = requests[slot];
            if (request.answered(result)) {
                put(slot);
                return;
            }
            requests[slot] = null;
            free[freeCount++] = slot;
        } finally {
            lock.unlock();
        }
        try {
            request.end(result);
        } catch (RuntimeException | Error bug) {
            LOG.error("Defect after a request", bug);
        }
    }

    /** Lets go of the ring, once the last answer has come. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            letGoIfUnused();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody may be about to use a descriptor that could be another file's by then. Under the lock. */
    private void letGoIfUnused() {
        if (closed && !awaited && submitting == 0) {
            ring.close();
        }
    }
}
