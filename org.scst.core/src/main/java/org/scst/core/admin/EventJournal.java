package org.scst.core.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The last events, for whoever was not there when they were posted; the health bundle registers it as a service.
 *
 * <p><b>Purpose.</b> Keeps the last {@value #CAPACITY} events whose topics begin with {@code org/scst/}. <b>Threading.</b>
 * Thread-safe. <b>Blocking.</b> Reads memory.
 */
@ProviderType
public interface EventJournal {
    /** How many events are kept. */
    int CAPACITY = 1000;

    /**
     * The events after one.
     *
     * @param id the last one known; 0 for all that are kept
     * @return oldest first
     */
    List<RecordedEvent> after(long id);

    /**
     * One event.
     *
     * @param id counted from 1 at the start of the process, without gaps
     * @param topic as in {@link EventTopics}
     * @param properties as in {@link EventKind}; values are texts, numbers, truth values and arrays of texts
     */
    record RecordedEvent(long id, String topic, Map<String, Object> properties) {

        /** Copies its arguments. */
        public RecordedEvent {
            properties = Map.copyOf(properties);
        }
    }
}
