package org.scst.core.internal.attention;

import java.util.ArrayDeque;
import java.util.List;
import org.scst.core.scsi.Sense;

/**
 * The unit attention conditions of one I_T_L nexus, oldest first.
 *
 * <p><i>Threading:</i> confined to the nexus's executor. A condition already waiting is not established a second time.
 */
public final class UnitAttentionQueue {
    private final ArrayDeque<Sense> waiting = new ArrayDeque<>(2);

    /** Whether none waits. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Establishes a condition behind those waiting. */
    public void establish(Sense condition) {
        if (!waiting.contains(condition)) {
            waiting.addLast(condition);
        }
    }

    /** Puts a condition before all others: a nexus loss, or one whose report was not delivered. */
    public void establishFirst(Sense condition) {
        waiting.remove(condition);
        waiting.addFirst(condition);
    }

    /** The oldest, without clearing it; {@code null} when none waits. */
    public Sense peek() {
        return waiting.peekFirst();
    }

    /** All, oldest first; a copy. */
    public List<Sense> all() {
        return List.copyOf(waiting);
    }

    /** Reports the oldest and clears it; {@code null} when none waits. */
    public Sense report() {
        return waiting.pollFirst();
    }
}
