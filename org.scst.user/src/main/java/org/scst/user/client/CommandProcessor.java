package org.scst.user.client;

import java.io.IOException;

/**
 * A device of whatever type that a program is.
 *
 * <p><b>Purpose.</b> Processes the commands whose operation codes were registered.
 *
 * <p><b>Threading.</b> Called by the thread of each queue, so by as many at a time as queues were registered; {@link #aborted} by another.
 *
 * <p><b>Blocking.</b> Allowed; the next request of that queue waits.
 *
 * <p><b>Ownership.</b> The command and its data are borrowed until the method returns.
 *
 * <p><b>Required or optional.</b> Methods without a default are required.
 */
@FunctionalInterface
public interface CommandProcessor {

    /**
     * Processes a command, which is GOOD without data unless something else is said of it. An exception ends it HARDWARE ERROR, INTERNAL
     * TARGET FAILURE.
     */
    void process(FullCommand command) throws IOException;

    /**
     * Initiators do not wait for some of the commands that are processed now any more: {@link FullCommand#aborted} says for which. Called
     * on the thread of {@link FullHandler#serve}; must not block.
     */
    default void aborted() {}

    /** The logical unit was reset; only {@link FullCommand#blockLength} may be said. */
    default void reset(FullCommand nothing) throws IOException {}

    /** Makes durable what was answered. */
    default void flush() throws IOException {}
}
