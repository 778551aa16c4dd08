package org.scst.core.internal.inventory;

import org.scst.core.admin.EventKind;
import org.scst.core.internal.event.Events;
import org.scst.core.internal.nexus.ItNexus;
import org.scst.core.internal.nexus.NexusObserver;
import org.scst.core.target.NexusDescription;

/**
 * What is told of initiators: who came, who left and why.
 *
 * <p><i>Threading:</i> thread-safe; called on event loops, where it only hands over.
 */
final class NexusEvents implements NexusObserver {
    private final Events events;

    NexusEvents(Events events) {
        this.events = events;
    }

    @Override
    public void opened(ItNexus nexus, NexusDescription who, boolean resumed) {
        String target = nexus.port().maps().target();
        events.post(
                EventKind.SESSION_OPENED,
                who.initiatorName() + " has logged in to " + target + " from " + who.address(),
                nexus.id(),
                target,
                who.initiatorName(),
                who.address(),
                resumed);
    }

    @Override
    public void ended(ItNexus nexus) {
        String target = nexus.port().maps().target();
        NexusDescription who = nexus.description();
        events.post(
                EventKind.SESSION_ENDED,
                "The session of " + who.initiatorName() + " at " + target + " has ended: " + nexus.endedBy(),
                nexus.id(),
                target,
                who.initiatorName(),
                who.address(),
                nexus.endedBy());
    }
}
