package org.scst.core.internal.event;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.scst.core.admin.EventKind;

/**
 * In Event Admin's place: keeps what was posted.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class PostedEvents implements EventSink {
    private final List<String> topics = new ArrayList<>();
    private final List<Map<String, Object>> properties = new ArrayList<>();

    /** Events that end here. */
    public Events taken(Executor control, LongSupplier clock) {
        Events events = new Events(control, InstantSource.system(), clock);
        events.sink(this);
        return events;
    }

    @Override
    public void post(String topic, Map<String, Object> values) {
        topics.add(topic);
        properties.add(values);
    }

    /** In the order of their coming. */
    public List<String> topics() {
        return topics;
    }

    /** Properties of the last event of this kind. */
    public Map<String, Object> last(EventKind kind) {
        return properties.get(topics.lastIndexOf(kind.topic()));
    }

    /** How many of this kind came. */
    public long count(EventKind kind) {
        return topics.stream().filter(kind.topic()::equals).count();
    }
}
