package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.EventTopics;
import org.scst.core.admin.Problem;
import org.scst.core.internal.event.PostedEvents;
import org.scst.testkit.HandClock;

class PortalEventsTest {
    private static final Problem TAKEN = new Problem("org.scst.iscsi", "", "portals", "b is taken", "Stop it.");

    private final PostedEvents posted = new PostedEvents();
    private final PortalEvents portals = new PortalEvents(posted.taken(Runnable::run, new HandClock()), "iscsi");

    @Test
    void shouldTellOfTheDifferenceOnly() {
        portals.told(List.of("a", "b"), List.of());
        portals.told(List.of("b", "c"), List.of());
        portals.told(List.of("b", "c"), List.of());
        assertEquals(
                List.of(
                        EventTopics.PORTAL_OPENED,
                        EventTopics.PORTAL_OPENED,
                        EventTopics.PORTAL_OPENED,
                        EventTopics.PORTAL_CLOSED),
                posted.topics());
        assertEquals("c", posted.last(EventKind.PORTAL_OPENED).get("portal"));
        assertEquals("a", posted.last(EventKind.PORTAL_CLOSED).get("portal"));
    }

    @Test
    void shouldTellOfAPortalThatFailedOnce() {
        portals.told(List.of(), List.of(TAKEN, new Problem("p", "", "other", "x", "y")));
        portals.told(List.of(), List.of(TAKEN));
        assertEquals(List.of(EventTopics.PORTAL_FAILED), posted.topics());
        assertEquals("b is taken", posted.last(EventKind.PORTAL_FAILED).get("cause"));
        portals.told(List.of("b"), List.of());
        portals.told(List.of(), List.of(TAKEN));
        assertEquals(2, posted.count(EventKind.PORTAL_FAILED));
    }
}
