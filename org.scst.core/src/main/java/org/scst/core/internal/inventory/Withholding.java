package org.scst.core.internal.inventory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.scst.core.internal.logicalunit.LogicalUnit;

/**
 * Withholds commands of a logical unit's medium while no device server is there for them: those inside leave, those that come
 * wait, and after a while somebody has to decide what becomes of them.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class Withholding {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LogicalUnit logicalUnit;
    private final ScheduledExecutorService control;
    private final Runnable tooLong;
    private CompletableFuture<Void> drained = new CompletableFuture<>();
    private boolean inForce;

    /** @param tooLong runs when they have waited for too long, 20 s where nothing else is said */
    Withholding(LogicalUnit logicalUnit, ScheduledExecutorService control, Runnable tooLong) {
        this.logicalUnit = logicalUnit;
        this.control = control;
        this.tooLong = tooLong;
    }

    /** Begins, or goes on; ends when no command is inside any more. */
    CompletableFuture<Void> begin() {
        return begin(LIMIT);
    }

    /** As before, with another limit unless it is in force already. */
    CompletableFuture<Void> begin(Duration limit) {
        if (inForce) {
            return drained;
        }
        inForce = true;
        CompletableFuture<Void> mine = new CompletableFuture<>();
        drained = mine;
        logicalUnit.hold(() -> mine.complete(null));
        control.schedule(
                () -> {
                    if (inForce && drained == mine) {
                        tooLong.run();
                    }
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        return mine;
    }

    /** Lets them go on. */
    void end() {
        if (inForce) {
            inForce = false;
            logicalUnit.resume();
        }
    }
}
