package org.scst.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * For what tells nobody when it happens: looks again and again, within a limit, so that a test fails where it would hang.
 *
 * <p><i>Threading:</i> stateless.
 */
public final class Eventually {
    private static final long LIMIT_SECONDS = 60;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private Eventually() {}

    /** What is looked at. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns once the condition holds. */
    public static void holds(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LIMIT_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
