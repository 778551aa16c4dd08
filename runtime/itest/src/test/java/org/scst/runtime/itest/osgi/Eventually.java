package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

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
        found(seconds, what, condition, holds -> holds);
    }

    /** Returns what was seen once it is as wanted; after so many seconds fails with what was seen last. */
    static <T> T found(int seconds, String what, Callable<T> look, Predicate<T> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        T seen = look.call();
        while (!wanted.test(seen)) {
            assertTrue("not within " + seconds + " s: " + what + ", but " + seen, System.nanoTime() - end < 0);
            LockSupport.parkNanos(PAUSE_NANOS);
            seen = look.call();
        }
        return seen;
    }
}
