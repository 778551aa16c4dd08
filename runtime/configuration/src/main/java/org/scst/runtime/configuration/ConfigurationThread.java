package org.scst.runtime.configuration;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that does the bundle's work: tasks in the order of their coming, and in between what is due.
 *
 * <p><i>Threading:</i> thread-safe; a task that comes after {@link #stop} is not run.
 */
final class ConfigurationThread implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationThread.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean stopped;

    /** Starts; {@code step} does what is due and returns how long nothing else is. */
    void start(Supplier<Duration> step) {
        Thread.ofPlatform().daemon().name("scst-configuration").start(() -> run(step));
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Ends the thread after the task it is at; does not wait for it. */
    void stop() {
        stopped = true;
        tasks.add(() -> LOG.trace("Woken to end"));
    }

    private void run(Supplier<Duration> step) {
        Duration pause = Duration.ZERO;
        while (!stopped) {
            try {
                Runnable task = tasks.poll(pause.toNanos(), TimeUnit.NANOSECONDS);
                while (task != null && !stopped) {
                    guarded(task);
                    task = tasks.poll();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = stopped ? Duration.ZERO : guarded(step);
        }
    }

    private static Duration guarded(Supplier<Duration> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            LOG.error("A bug: the configuration could not be brought up to date", e);
            return AFTER_FAILURE;
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A bug: a task of the configuration failed", e);
        }
    }
}
