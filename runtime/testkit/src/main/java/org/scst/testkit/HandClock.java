package org.scst.testkit;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A monotonic clock that moves when the test says so.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class HandClock implements LongSupplier {
    private long nanos = 1;

    @Override
    public long getAsLong() {
        return nanos;
    }

    /** Moves it on. */
    public void advance(Duration by) {
        nanos += by.toNanos();
    }
}
