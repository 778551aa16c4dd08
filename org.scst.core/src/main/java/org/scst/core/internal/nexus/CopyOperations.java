package org.scst.core.internal.nexus;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The copy operations of one I_T_L nexus that have a list identifier: those in progress, and the last that have ended.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
public final class CopyOperations {
    /** Most that are in progress at a time. */
    public static final int MOST_IN_PROGRESS = 16;

    /** Most that have ended and are kept. */
    public static final int MOST_KEPT = 16;

    private final Deque<CopyOperation> all = new ArrayDeque<>();

    /** Whether no more can begin. */
    public boolean full() {
        return all.stream().filter(one -> one.outcome() == null).count() >= MOST_IN_PROGRESS;
    }

    /** The one with this identifier, in progress or kept; {@code null} when there is none. */
    public CopyOperation find(long identifier) {
        for (CopyOperation one : all) {
            if (one.identifier() == identifier) {
                return one;
            }
        }
        return null;
    }

    /** Begins one; takes the place of an earlier one with its identifier that has ended. */
    public void begin(CopyOperation operation) {
        all.removeIf(one -> one.identifier() == operation.identifier());
        all.addLast(operation);
    }

    /** One has ended whose result somebody may want to know. */
    public void keep(CopyOperation ended) {
        all.remove(ended);
        all.addLast(ended);
        long kept = all.stream().filter(one -> one.outcome() != null).count();
        if (kept > MOST_KEPT) {
            all.stream().filter(one -> one.outcome() != null).findFirst().ifPresent(all::remove);
        }
    }

    /** Its result is of no more use. */
    public void forget(CopyOperation operation) {
        all.remove(operation);
    }
}
