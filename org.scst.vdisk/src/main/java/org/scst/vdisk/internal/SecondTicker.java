package org.scst.vdisk.internal;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.scst.vdisk.internal.disk.Ticker;

/**
 * Beats by one thread of its own, which begins with the first listener and ends when it is closed.
 *
 * <p><i>Threading:</i> thread-safe. Owns its thread.
 */
final class SecondTicker implements Ticker, AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("scst-vdisk-watch").daemon().factory());

    @Override
    public Subscription everySecond(Runnable task) {
        try {
            ScheduledFuture<?> beats = timer.scheduleWithFixedDelay(task, 1, 1, TimeUnit.SECONDS);
            return () -> beats.cancel(false);
        } catch (RejectedExecutionException closed) {
            // A disk that was still opening while the bundle stopped: core closes it next, and nobody needs to look.
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
