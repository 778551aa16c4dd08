package org.scst.runtime.health.journal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.scst.core.admin.EventJournal;

/**
 * The last events in a ring.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, under which nothing is called.
 */
final class Journal implements EventJournal {
    private final ArrayDeque<RecordedEvent> events = new ArrayDeque<>();
    private long lastId;

    /** Goes on from events that were kept elsewhere. */
    synchronized void resume(List<RecordedEvent> earlier) {
        events.addAll(earlier);
        lastId = earlier.isEmpty() ? lastId : earlier.getLast().id();
    }

    synchronized void add(String topic, Map<String, Object> properties) {
        events.add(new RecordedEvent(++lastId, topic, properties));
        if (events.size() > CAPACITY) {
            events.remove();
        }
    }

    @Override
    public synchronized List<RecordedEvent> after(long id) {
        return events.stream().filter(event -> event.id() > id).toList();
    }
}
