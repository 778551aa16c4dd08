package org.scst.core.internal.inventory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands of the medium are held because an operator said so, for a copy of the storage for one: without a limit in time, and as
 * many as a device holds at most; what comes beyond is BUSY.
 *
 * <p><i>Threading:</i> changes on the control thread; {@link #inForce} may be asked anywhere.
 */
final class OperatorHold {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorHold.class);
    private final LogicalUnit logicalUnit;
    private volatile Runnable held;
    private CompletableFuture<Void> drained;

    OperatorHold(LogicalUnit logicalUnit) {
        this.logicalUnit = logicalUnit;
    }

    boolean inForce() {
        return held != null;
    }

    /** Ends when those that were being processed have left. Again while it is in force: as before. */
    CompletionStage<Void> begin() {
        if (held == null) {
            CompletableFuture<Void> mine = new CompletableFuture<>();
            drained = mine;
            held = () -> mine.complete(null);
            LOG.info("Device {} is blocked by an operator", logicalUnit.name());
            logicalUnit.hold(held);
        }
        return drained;
    }

    /** Lets them go on; fails when it is not in force. */
    CompletionStage<Void> end() {
        if (held == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("it is not blocked"));
        }
        Runnable ended = held;
        held = null;
        LOG.info("Device {} goes on", logicalUnit.name());
        logicalUnit.resume(ended);
        drained.complete(null);
        return drained;
    }

    /** The device goes: nothing is held for its sake. */
    void withdraw() {
        if (held != null) {
            end();
        }
    }
}
