package org.scst.core.internal.nexus;

import java.util.function.Consumer;

/**
 * The commands of one nexus which a task management function waits for.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class AffectedCommands {
    private final Consumer<Boolean> done;
    private int pending = 1;
    private boolean allLeft = true;

    /** @param done runs once, with {@code false} when a command could not be made to leave */
    AffectedCommands(Consumer<Boolean> done) {
        this.done = done;
    }

    void add() {
        pending++;
    }

    /** One of them has ended; {@code left} is {@code false} when storage still has it. */
    void remove(boolean left) {
        allLeft &= left;
        pending--;
        if (pending == 0) {
            done.accept(allLeft);
        }
    }

    /** No more will be added. */
    void complete() {
        remove(true);
    }
}
