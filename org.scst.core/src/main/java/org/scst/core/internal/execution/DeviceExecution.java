package org.scst.core.internal.execution;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's own bounded context: where its work runs that may block. Threads begin when there is work for them and end when there
 * has been none for a while; a device at rest has none. Work begins in the order of its submission; what of it runs at the same
 * time ends in any order. A submission wakes at most one thread, the one that fell idle last, and none
 * while it has to wait for its turn.
 *
 * <p><i>Threading:</i> thread-safe by its own lock, which is held for a few instructions and never while work runs; submitting never
 * blocks, but may start a thread. An exception of a piece of work is logged and harms no other.
 */
public final class DeviceExecution implements BlockingContext {

    /** Threads of a device, unless configured otherwise. */
    public static final int DEFAULT_THREADS = 8;

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(DeviceExecution.class);

    private final String device;
    private final int mostAtFirst;
    private final long patienceNanos;
    private final ThreadLimit limit;
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Work> queue = new ArrayDeque<>();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final Turn turn = new Turn();
    private int most;
    private int threads;
    private int active;
    private long threadsBegun;
    private boolean waitingForThread;
    private boolean shutdown;

    /**
     * A context without threads.
     *
     * @param device its name, for the names of its threads
     * @param most threads at the same time, at least 1
     * @param limit shared by all devices
     */
    public DeviceExecution(String device, int most, ThreadLimit limit) {
        this(device, most, limit, DEFAULT_PATIENCE);
    }

    /** @param patience how long a thread waits for more work before it ends */
    DeviceExecution(String device, int most, ThreadLimit limit, Duration patience) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 thread, not " + most);
        }
        this.device = Objects.requireNonNull(device);
        this.mostAtFirst = most;
        this.most = most;
        this.limit = Objects.requireNonNull(limit);
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Runs it on one of the device's threads.
     *
     * @throws RejectedExecutionException after {@link #shutdown}
     */
    @Override
    public void execute(Runnable command) {
        submit(new Single(Objects.requireNonNull(command)));
    }

    /**
     * Runs a batch, one piece after another on one of the device's threads, at the same time as other batches. Of those that are
     * {@link Work#inTurn} one runs at a time.
     *
     * @param head the first of the batch; the others hang on its {@link Work#next()}
     * @throws RejectedExecutionException after {@link #shutdown}; then nothing of the batch runs
     */
    @Override
    public void submit(Work head) {
        Objects.requireNonNull(head);
        Worker woken;
        Worker begun = null;
        boolean starved = false;
        lock.lock();
        try {
            if (shutdown) {
                throw new RejectedExecutionException("device " + device + " is shut down");
            }
            if (head.inTurn() && !turn.take(head)) {
                return;
            }
            woken = idle.pollLast();
            if (woken != null) {
                active++;
                woken.call(head);
            } else {
                queue.add(head);
                begun = begin();
                starved = waitingForThread && queue.size() == 1;
            }
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            woken.wake();
        }
        start(begun);
        if (starved) {
            limit.reclaimIdle();
        }
    }

    @Override
    public void limit(int next) {
        List<Worker> begun = new ArrayList<>();
        lock.lock();
        try {
            most = next == 0 ? mostAtFirst : Math.max(1, next);
            for (int surplus = threads - most; surplus > 0 && dismiss(idle.pollFirst()); surplus--) {
                // each ends
            }
            for (Worker one = begin(); one != null; one = begin()) {
                begun.add(one);
            }
        } finally {
            lock.unlock();
        }
        begun.forEach(this::start);
    }

    /** Batches that run at this moment. */
    public int active() {
        lock.lock();
        try {
            return active;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing runs or waits. */
    public boolean idle() {
        lock.lock();
        try {
            return active == 0 && queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Threads there are, idle ones among them. */
    public int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    /** Accepts nothing from now on; what was accepted runs to its end. Returns at once. A second call changes nothing. */
    @Override
    public void shutdown() {
        Worker begun;
        boolean ended;
        lock.lock();
        try {
            shutdown = true;
            while (dismiss(idle.pollLast())) {
                // each ends
            }
            begun = begin();
            ended = ended();
        } finally {
            lock.unlock();
        }
        start(begun);
        if (ended) {
            terminated.complete(null);
        }
    }

    /** Done after {@link #shutdown}, when everything accepted has run and the last thread is about to end. */
    @Override
    public CompletionStage<Void> terminated() {
        return terminated.minimalCompletionStage();
    }

    /** To be called when the limit has passed the right to a first thread on to this device, with no lock held. */
    void threadAllowed() {
        Worker begun = null;
        DeviceExecution other = null;
        lock.lock();
        try {
            waitingForThread = false;
            if (queue.isEmpty()) {
                other = limit.release(this, true);
            } else {
                begun = worker();
            }
        } finally {
            lock.unlock();
        }
        start(begun);
        if (other != null) {
            other.threadAllowed();
        }
    }

    /** Ends the thread that has been idle longest, if there is one. */
    boolean endIdleThread() {
        lock.lock();
        try {
            return dismiss(idle.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next batch for a thread that has ended one; {@code null} when the thread is to end and no longer counts.
     *
     * @param turnEnded whether the batch that has ended was one {@link Work#inTurn}
     */
    Work next(Worker worker, boolean turnEnded) {
        lock.lock();
        try {
            active--;
            Work following = turnEnded ? turn.pass() : null;
            if (following != null) {
                queue.add(following);
            }
            boolean surplus = limit.wanted() || threads > most;
            Work head = surplus ? null : queue.poll();
            if (head != null) {
                active++;
                return head;
            }
            if (shutdown || surplus) {
                worker.call(null);
            } else {
                worker.fallIdle();
                idle.addLast(worker);
            }
        } finally {
            lock.unlock();
        }
        worker.awaitCall(patienceNanos);
        Work head = calledFor(worker);
        if (head == null) {
            leave();
        }
        return head;
    }

    private Work calledFor(Worker worker) {
        lock.lock();
        try {
            if (!worker.called()) {
                idle.remove(worker);
                return null;
            }
            return worker.calledFor();
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        Worker begun;
        DeviceExecution other;
        boolean ended;
        lock.lock();
        try {
            threads--;
            other = limit.release(this, threads == 0);
            // Work may have come for which this thread was counted on.
            begun = begin();
            ended = ended();
        } finally {
            lock.unlock();
        }
        start(begun);
        if (other != null) {
            other.threadAllowed();
        }
        if (ended) {
            terminated.complete(null);
        }
    }

    /** A thread for the head of the queue, if there is one and a thread may begin. Under the lock. */
    private Worker begin() {
        if (queue.isEmpty() || threads >= most || waitingForThread) {
            return null;
        }
        if (threads > 0) {
            return limit.tryAcquireFurther() ? worker() : null;
        }
        waitingForThread = !limit.tryAcquireFirst(this);
        return waitingForThread ? null : worker();
    }

    private Worker worker() {
        threads++;
        active++;
        threadsBegun++;
        return new Worker(this, "scst-" + device + "-" + threadsBegun, queue.remove());
    }

    private void start(Worker begun) {
        if (begun == null) {
            return;
        }
        try {
            begun.start();
        } catch (OutOfMemoryError e) {
            LOG.error(
                    "Device {}: the system gives no thread; its work waits for another thread or submission",
                    device,
                    e);
            notStarted(begun);
        }
    }

    private void notStarted(Worker begun) {
        DeviceExecution other;
        lock.lock();
        try {
            threads--;
            active--;
            queue.addFirst(begun.first());
            other = limit.release(this, threads == 0);
        } finally {
            lock.unlock();
        }
        if (other != null) {
            other.threadAllowed();
        }
    }

    private static boolean dismiss(Worker worker) {
        if (worker == null) {
            return false;
        }
        worker.call(null);
        worker.wake();
        return true;
    }

    /** Whether the last thread has gone after the shutdown. Under the lock. */
    private boolean ended() {
        return shutdown && threads == 0 && queue.isEmpty();
    }
}
