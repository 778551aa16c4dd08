package org.scst.core.internal.nexus;

/**
 * How a command waits at its logical unit's fence for the handler: counted there, at most once at a time.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class FenceWait {
    private final Command command;
    private boolean waiting;
    private boolean before;
    private boolean unparsed;

    FenceWait(Command command) {
        this.command = command;
    }

    /** Its command is to be used again. */
    void reset() {
        before = false;
        unparsed = false;
    }

    /** One more that waits; {@code false} when too many do. */
    boolean begin() {
        waiting = command.logicalUnit().commandWaits();
        before |= waiting;
        return waiting;
    }

    /** One less, if it waits. */
    void end() {
        if (waiting) {
            waiting = false;
            command.logicalUnit().commandWaitsNoLonger();
        }
    }

    /** Whether it was held before. */
    boolean hasWaited() {
        return before;
    }

    /** Whether its handler was away when its CDB was to be parsed: what moves is not known before the next one has done that. */
    boolean unparsed() {
        return unparsed;
    }

    void unparsed(boolean next) {
        unparsed = next;
    }
}
