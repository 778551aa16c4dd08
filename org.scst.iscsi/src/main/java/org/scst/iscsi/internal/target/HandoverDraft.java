package org.scst.iscsi.internal.target;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.target.Handover;

/**
 * Gathers what this revision leaves to the next, until it is handed over; what comes later is abandoned.
 *
 * <p><i>Threading:</i> thread-safe by its monitor. <i>Ownership:</i> owns what it was given until {@link #end}.
 */
final class HandoverDraft {
    private final List<Handover.Carried> carried = new ArrayList<>();
    private boolean ended;

    synchronized void add(Handover.Carried left) {
        if (ended) {
            left.abandon();
        } else {
            carried.add(left);
        }
    }

    /** All of it. */
    synchronized List<Handover.Carried> end() {
        ended = true;
        return List.copyOf(carried);
    }
}
