package org.scst.core.internal.nexus;

import java.time.Duration;

/**
 * Limits that hold for every nexus.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param window most bytes of one window of a command's data
 * @param processing how long a handler may take for a command before it is detached
 * @param longProcessing the same for commands that take long by nature
 * @param transfer how long a driver may take for a window
 * @param memory how long a command waits for a buffer before it is answered BUSY
 * @param held commands that wait while a nexus is registering
 * @param parked how long a nexus waits for its driver's next revision
 */
public record NexusLimits(
        int window,
        Duration processing,
        Duration longProcessing,
        Duration transfer,
        Duration memory,
        int held,
        Duration parked) {

    /** What holds unless configured. */
    public static final NexusLimits DEFAULT = new NexusLimits(
            256 * 1024,
            Duration.ofSeconds(30),
            Duration.ofHours(4),
            Duration.ofSeconds(90),
            Duration.ofSeconds(5),
            64,
            Duration.ofSeconds(20));
}
