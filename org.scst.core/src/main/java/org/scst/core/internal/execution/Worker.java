package org.scst.core.internal.execution;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a {@link DeviceExecution}: runs a batch, asks for the next, and parks while there is none.
 *
 * <p><i>Threading:</i> {@link #call} once for each time it was idle, under the execution's lock; everything else by its own thread.
 */
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final DeviceExecution execution;
    private final Thread thread;
    private Work work;
    private volatile boolean called;

    Worker(DeviceExecution execution, String name, Work first) {
        this.execution = execution;
        this.work = first;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
        // Not the submitter's, which may be a bundle's that will be updated.
        thread.setContextClassLoader(Worker.class.getClassLoader());
    }

    /** What it would begin with. */
    Work first() {
        return work;
    }

    void start() {
        thread.start();
    }

    /** Gives it, while idle, a batch, or {@code null} to end; {@link #wake} must follow. */
    void call(Work batch) {
        work = batch;
        called = true;
    }

    /** Lets it notice that it was called. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Makes ready to be called. */
    void fallIdle() {
        work = null;
        called = false;
    }

    /** Whether it was called since it fell idle. */
    boolean called() {
        return called;
    }

    /** Parks until called or until time is up. */
    void awaitCall(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !called; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(execution, left);
        }
    }

    /** What it was called for. */
    Work calledFor() {
        return work;
    }

    @Override
    public void run() {
        Work batch = work;
        while (batch != null) {
            work = null;
            boolean inTurn = batch.inTurn();
            runBatch(batch);
            batch = execution.next(this, inTurn);
        }
    }

    private void runBatch(Work head) {
        Work current = head;
        while (current != null) {
            Work following = current.next();
            current.next(null);
            try {
                current.run();
            } catch (Throwable e) { // one piece of work must not take its batch or its thread along
                LOG.error("{}: work failed", thread.getName(), e);
            }
            current = following;
        }
        // An interrupt that work left behind would keep the thread from parking.
        Thread.interrupted();
    }
}
