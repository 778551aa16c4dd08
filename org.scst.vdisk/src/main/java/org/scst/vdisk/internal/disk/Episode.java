package org.scst.vdisk.internal.disk;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A run of equal failures, none later than a minute after the one before: told once.
 *
 * <p><i>Threading:</i> thread-safe by one atomic.
 */
final class Episode {
    private static final long QUIET_NANOS = 60_000_000_000L;
    private final AtomicLong last;

    /**
     * @param now nanoseconds, as {@link System#nanoTime()}
     */
    Episode(long now) {
        last = new AtomicLong(now - QUIET_NANOS);
    }

    /** Counts a failure; says whether it begins an episode. */
    boolean begins(long now) {
        return now - last.getAndSet(now) >= QUIET_NANOS;
    }
}
