package org.scst.runtime.configuration.generation;

import java.time.Duration;
import java.time.Instant;

/** Clocks that the test moves. */
final class HandTicker implements Ticker {
    private final Instant start = Instant.now();
    private long nanos;

    void advance(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return start.plusNanos(nanos);
    }
}
