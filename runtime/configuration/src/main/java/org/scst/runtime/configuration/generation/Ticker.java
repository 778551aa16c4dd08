package org.scst.runtime.configuration.generation;

import java.time.Instant;

/**
 * The two clocks that the reconciler reads.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public interface Ticker {

    /** Nanoseconds that only go forward. */
    long nanos();

    /** The time that file systems use. */
    Instant now();

    /** This machine's clocks. */
    static Ticker system() {
        return new Ticker() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }
        };
    }
}
