package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * For what no event tells: looks again and again, within a limit.
 *
 * <p><i>Threading:</i> no state.
 */
final class Eventually {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Eventually() {}

    /** Returns once the condition holds, fails after so many seconds. */
    static void within(int seconds, String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.call()) {
            assertTrue("not within " + seconds + " s: " + what, System.nanoTime() - end < 0);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
