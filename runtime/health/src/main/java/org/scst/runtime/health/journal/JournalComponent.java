package org.scst.runtime.health.journal;

import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.scst.core.admin.EventJournal;
import org.scst.core.admin.EventTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears every event of the platform and keeps the last ones.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(
        immediate = true,
        service = {EventHandler.class, EventJournal.class},
        property = EventConstants.EVENT_TOPIC + "=" + EventTopics.ALL)
public final class JournalComponent implements EventHandler, EventJournal {
    private static final Logger LOG = LoggerFactory.getLogger(JournalComponent.class);
    private static final Set<String> EVENT_ADMINS_OWN = Set.of(EventConstants.EVENT_TOPIC);

    private final Journal journal = new Journal();
    private final KeptJournal kept;

    /** Goes on where this bundle was stopped. */
    @Activate
    public JournalComponent(BundleContext context) {
        File file = context.getDataFile("journal");
        kept = file == null ? null : new KeptJournal(file.toPath());
        if (kept != null) {
            try {
                journal.resume(kept.take());
            } catch (IOException | RuntimeException e) {
                LOG.warn("The events from before this bundle's restart are lost: {}", e.toString());
            }
        }
    }

    @Deactivate
    void deactivate() {
        if (kept != null) {
            try {
                kept.write(journal.after(0));
            } catch (IOException e) {
                LOG.warn("The events do not outlive this bundle's restart: {}", e.toString());
            }
        }
    }

    @Override
    public void handleEvent(Event event) {
        Map<String, Object> properties = new HashMap<>();
        for (String name : event.getPropertyNames()) {
            Object value = event.getProperty(name);
            if (!EVENT_ADMINS_OWN.contains(name) && kept(value)) {
                properties.put(name, value);
            }
        }
        journal.add(event.getTopic(), properties);
    }

    /** Nothing that would keep another bundle's classes. */
    private static boolean kept(Object value) {
        return value instanceof String
                || value instanceof String[]
                || value instanceof Boolean
                || value instanceof Number number && number.getClass().getModule() == Object.class.getModule();
    }

    @Override
    public List<RecordedEvent> after(long id) {
        return journal.after(id);
    }
}
