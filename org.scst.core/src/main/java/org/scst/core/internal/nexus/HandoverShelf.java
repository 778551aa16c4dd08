package org.scst.core.internal.nexus;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.scst.core.target.Handover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one revision of a driver leaves what the next goes on with; what nobody has taken in time is abandoned.
 *
 * <p><i>Threading:</i> thread-safe by its monitor. <i>Ownership:</i> owns what lies on it.
 */
public final class HandoverShelf {
    private static final Logger LOG = LoggerFactory.getLogger(HandoverShelf.class);

    private final ScheduledExecutorService clock;
    private final Duration limit;
    private final Map<String, Left> left = new HashMap<>();
    private boolean closed;

    private record Left(Handover handover, ScheduledFuture<?> end) {}

    /**
     * @param clock ends the time of what lies here
     * @param limit how long it may
     */
    public HandoverShelf(ScheduledExecutorService clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** Whether what is put here is kept. */
    synchronized boolean open() {
        return !closed;
    }

    /** Takes what a driver leaves; what it left before and nobody took is abandoned. */
    public synchronized void put(String driver, Handover handover) {
        if (closed) {
            handover.abandon();
            return;
        }
        take(driver).ifPresent(Handover::abandon);
        ScheduledFuture<?> end =
                clock.schedule(() -> expired(driver, handover), limit.toMillis(), TimeUnit.MILLISECONDS);
        left.put(driver, new Left(handover, end));
    }

    /** Gives what the driver of this name has left. */
    synchronized Optional<Handover> take(String driver) {
        Left found = left.remove(driver);
        if (found == null) {
            return Optional.empty();
        }
        found.end.cancel(false);
        return Optional.of(found.handover);
    }

    /** Whether the driver of this name has left something that nobody has taken yet. */
    public synchronized boolean holds(String driver) {
        return left.containsKey(driver);
    }

    @SuppressWarnings("ReferenceEquality") // identity is meant: another hand-over may look the same
    private synchronized void expired(String driver, Handover handover) {
        Left found = left.get(driver);
        if (found != null && found.handover == handover) {
            left.remove(driver);
            LOG.info(
                    "Target driver {} has not come back within {} s: what it left is closed",
                    driver,
                    limit.toSeconds());
            handover.abandon();
        }
    }

    /** Gives all that lies here, by driver; whatever comes later is abandoned. */
    public synchronized Map<String, Handover> clear() {
        closed = true;
        Map<String, Handover> all = new HashMap<>();
        left.forEach((driver, found) -> {
            found.end.cancel(false);
            all.put(driver, found.handover);
        });
        left.clear();
        return all;
    }

    /** Abandons what lies here, and whatever comes later. */
    public synchronized void close() {
        closed = true;
        left.values().forEach(found -> {
            found.end.cancel(false);
            found.handover.abandon();
        });
        left.clear();
    }
}
