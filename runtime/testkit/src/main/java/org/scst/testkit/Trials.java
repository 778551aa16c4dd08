package org.scst.testkit;

/**
 * A statement tried on many arbitrary values. Trials are numbered and draw their values from that number alone: a failure names
 * its trial, and the next run fails in the same.
 *
 * <p><em>Threading:</em> the caller's thread.
 */
public final class Trials {
    private Trials() {}

    /** One trial; it fails by throwing. */
    @FunctionalInterface
    public interface Trial {
        void on(Arbitrary values) throws Exception;
    }

    /** Tries the statement {@code count} times, each time on other values. */
    public static void each(int count, Trial trial) {
        for (int number = 0; number < count; number++) {
            try {
                trial.on(new Arbitrary(number));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("trial " + number + " of " + count + ": " + e.getMessage(), e);
            }
        }
    }
}
