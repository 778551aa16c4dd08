package org.scst.core.internal.event;

/**
 * Lets so many through at once, and so many a second from then on; counts those it does not.
 *
 * <p><i>Threading:</i> guarded by its caller.
 */
final class RateLimit {
    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final long most;
    private long credit;
    private long last;
    private long suppressed;

    /**
     * @param burst how many at once
     * @param perSecond how many a second after that
     * @param now monotonic nanoseconds
     */
    RateLimit(int burst, int perSecond, long now) {
        interval = SECOND / perSecond;
        most = burst * interval;
        credit = most;
        last = now;
    }

    /** Whether one more may pass. */
    boolean passes(long now) {
        credit = Math.min(most, credit + Math.max(0, now - last));
        last = now;
        if (credit < interval) {
            suppressed++;
            return false;
        }
        credit -= interval;
        return true;
    }

    /** How many were held back since this was last asked. */
    long takeSuppressed() {
        long taken = suppressed;
        suppressed = 0;
        return taken;
    }
}
