package org.scst.local.internal.nexus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Commands that an earlier revision of the driver has sent and not answered. Their initiator is told so when core has aborted them and
 * not before: one that is still in its device would otherwise be done after what the initiator does then.
 *
 * <p><i>Threading:</i> confined to the nexus's event loop.
 */
public final class LostCommands {
    private final List<Exchange> commands = new ArrayList<>();
    private final Deque<Runnable> after = new ArrayDeque<>();

    /** Another one. */
    public void add(Exchange command) {
        commands.add(command);
    }

    /** Whether there are none any more. */
    public boolean isEmpty() {
        return commands.isEmpty();
    }

    /** Runs when they have ended, at once if there are none: answers of functions that may be about them. */
    public void then(Runnable task) {
        if (commands.isEmpty()) {
            task.run();
        } else {
            after.add(task);
        }
    }

    /**
     * Core is through with them, as it is when a command that was sent after them has ended.
     *
     * @param cause a few words
     */
    public void end(String cause) {
        commands.forEach(command -> command.end(cause));
        commands.clear();
        while (!after.isEmpty()) {
            after.remove().run();
        }
    }
}
