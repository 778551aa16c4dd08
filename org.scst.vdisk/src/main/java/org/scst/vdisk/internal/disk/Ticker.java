package org.scst.vdisk.internal.disk;

/**
 * Beats once a second; what it calls must return at once.
 *
 * <p><i>Threading:</i> thread-safe.
 */
public interface Ticker {

    /** Calls {@code task} every second until the subscription is closed. */
    Subscription everySecond(Runnable task);

    /** Held until closed. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
