package org.scst.passthru.internal.device;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Resets of a device, one after another on a thread of their own: the device's others may all wait for what the reset is to end. One that
 * has not begun in time is left out, for it would meet commands that came after it.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> of its thread, which ends when nothing was reset for a while.
 */
final class Resets implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final long limitMillis;
    final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("scst-passthru-reset").daemon().factory());

    /** @param limitMillis after which a reset is over for whoever waits for it */
    Resets(long limitMillis) {
        this.limitMillis = limitMillis;
        thread.allowCoreThreadTimeOut(true);
    }

    /** Begins one, soon; {@code done} runs once, when it is over or takes too long. */
    void begin(Runnable reset, Runnable done) {
        AtomicBoolean late = new AtomicBoolean();
        Runnable unlessLate = () -> {
            if (!late.get()) {
                reset.run();
            }
        };
        try {
            CompletableFuture.runAsync(unlessLate, thread)
                    .orTimeout(limitMillis, TimeUnit.MILLISECONDS)
                    .whenComplete((nothing, failure) -> {
                        late.set(true);
                        done.run();
                    });
        } catch (RejectedExecutionException closed) {
            done.run();
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
