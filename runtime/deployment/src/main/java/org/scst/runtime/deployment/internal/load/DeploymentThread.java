package org.scst.runtime.deployment.internal.load;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that touches bundles: orders as they come, and a look at the folders after each, after a hint and when it is
 * due.
 *
 * <p><i>Threading:</i> thread-safe; an order that comes after {@link #stop} is not run.
 */
final class DeploymentThread {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentThread.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    private final LinkedBlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean stopped;

    /** Runs {@code step} between orders; it returns how long nothing else is due. */
    DeploymentThread(Supplier<Duration> step) {
        this.thread = Thread.ofPlatform().daemon().name("scst-deployment").unstarted(() -> run(step));
    }

    /** Starts; the first step comes after a pause. */
    void start() {
        thread.start();
    }

    void execute(Runnable order) {
        orders.add(order);
    }

    /** Something may have changed. */
    void hint() {
        orders.add(() -> LOG.trace("Woken to look"));
    }

    /** Ends the thread; does not wait for it, as it may be the one whose bundle is being stopped. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    private void run(Supplier<Duration> step) {
        Duration pause = AFTER_FAILURE;
        while (!stopped) {
            try {
                Runnable order = orders.poll(pause.toNanos(), TimeUnit.NANOSECONDS);
                while (order != null && !stopped) {
                    guarded(order);
                    order = orders.poll();
                }
            } catch (InterruptedException e) {
                return;
            }
            pause = stopped ? pause : guarded(step);
        }
    }

    private static Duration guarded(Supplier<Duration> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            LOG.error("A bug: the product's bundles could not be brought up to date", e);
            return AFTER_FAILURE;
        }
    }

    private static void guarded(Runnable order) {
        try {
            order.run();
        } catch (RuntimeException e) {
            LOG.error("A bug: an order to the deployment failed", e);
        }
    }
}
