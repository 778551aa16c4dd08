package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The commands of a nexus that have been received and not ended, oldest first: a list through the commands themselves, so that
 * a command costs no allocation.
 *
 * <p><i>Threading:</i> confined to the nexus's executor, but for {@link #count}.
 */
final class CommandsInFlight {
    private Command first;
    private Command last;
    private int size;
    private volatile int count;

    /** How many there are; callable anywhere. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** Comes last. */
    void add(Command command) {
        command.inFlight = true;
        command.previousInFlight = last;
        command.nextInFlight = null;
        if (last == null) {
            first = command;
        } else {
            last.nextInFlight = command;
        }
        last = command;
        size++;
        count = size;
    }

    void remove(Command command) {
        command.inFlight = false;
        Command before = command.previousInFlight;
        Command after = command.nextInFlight;
        if (before == null) {
            first = after;
        } else {
            before.nextInFlight = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previousInFlight = before;
        }
        command.previousInFlight = null;
        command.nextInFlight = null;
        size--;
        count = size;
    }

    /** A copy: what is done with a command may end it, and others. */
    List<Command> all() {
        return matching(command -> true);
    }

    /** A copy of those that match. */
    List<Command> matching(Predicate<Command> match) {
        List<Command> found = new ArrayList<>();
        for (Command command = first; command != null; command = command.nextInFlight) {
            if (match.test(command)) {
                found.add(command);
            }
        }
        return found;
    }
}
