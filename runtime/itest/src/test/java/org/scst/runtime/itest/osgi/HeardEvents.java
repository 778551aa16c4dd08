package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/**
 * Hears what the platform tells, as any bundle can.
 *
 * <p><i>Threading:</i> Event Admin's threads write, the test reads.
 */
final class HeardEvents implements EventHandler, AutoCloseable {
    private static final long SECONDS = 60;
    private final LinkedBlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    private final ServiceRegistration<EventHandler> registration;

    HeardEvents(BundleContext context) {
        registration = context.registerService(
                EventHandler.class, this, new Hashtable<>(Map.of(EventConstants.EVENT_TOPIC, new String[] {"org/scst/*"
                })));
    }

    @Override
    public void handleEvent(Event event) {
        heard.add(event);
    }

    /** Waits for the next event of a topic, with these properties; those before it are forgotten. */
    Event await(String topic, Map<String, Object> properties) throws InterruptedException {
        List<String> others = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (; ; ) {
            Event event = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertNotNull("no " + topic + " " + properties + " within " + SECONDS + " s, only " + others, event);
            if (event.getTopic().equals(topic)
                    && properties.entrySet().stream()
                            .allMatch(wanted -> wanted.getValue().equals(event.getProperty(wanted.getKey())))) {
                assertEquals(Long.class, event.getProperty("timestamp").getClass());
                assertEquals(String.class, event.getProperty("message").getClass());
                return event;
            }
            others.add(event.getTopic() + " " + event.getProperty("message"));
        }
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
