package org.scst.core.internal.event;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * Event Admin as the mid-layer uses it. A component of its own, so that no other class of this bundle needs Event Admin's
 * package: without it events are simply not posted.
 *
 * <p><i>Threading:</i> as {@link EventSink}: Event Admin delivers on threads of its own.
 */
@Component(service = EventSink.class)
public final class EventAdminSink implements EventSink {
    private final EventAdmin eventAdmin;

    /** Posts to it. */
    @Activate
    public EventAdminSink(@Reference EventAdmin eventAdmin) {
        this.eventAdmin = eventAdmin;
    }

    @Override
    public void post(String topic, Map<String, Object> properties) {
        eventAdmin.postEvent(new Event(topic, properties));
    }
}
