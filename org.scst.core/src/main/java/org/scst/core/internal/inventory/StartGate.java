package org.scst.core.internal.inventory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Holds logins back until the first generation is applied and each mapped device is open or known not to be.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class StartGate {
    static final long PATIENCE_SECONDS = 10;

    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private volatile boolean open;

    /** Begins the time limit; the gate may still open later, for logins that come then. */
    void begin(ScheduledExecutorService clock) {
        clock.schedule(() -> opened.complete(false), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Everything is settled. */
    void open() {
        open = true;
        opened.complete(true);
    }

    boolean isOpen() {
        return open;
    }

    /** As {@link org.scst.core.target.DriverHandle#startGate()}. */
    CompletionStage<Boolean> stage() {
        return open ? CompletableFuture.completedFuture(true) : opened.minimalCompletionStage();
    }
}
