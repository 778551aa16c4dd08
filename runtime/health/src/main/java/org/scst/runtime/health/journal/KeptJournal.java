package org.scst.runtime.health.journal;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scst.core.admin.EventJournal.RecordedEvent;

/**
 * Events in a file while this bundle restarts: the framework's own cache, which a start of the process cleans.
 *
 * <p><i>Threading:</i> used by one thread.
 */
final class KeptJournal {
    private static final ObjectInputFilter JDK_VALUES =
            ObjectInputFilter.Config.createFilter("java.util.*;java.lang.*;!*");
    private static final String ID = "";

    private final Path file;

    KeptJournal(Path file) {
        this.file = file;
    }

    void write(List<RecordedEvent> events) throws IOException {
        ArrayList<HashMap<String, Object>> rows = new ArrayList<>();
        for (RecordedEvent event : events) {
            HashMap<String, Object> row = new HashMap<>(event.properties());
            row.put(ID, new String[] {Long.toString(event.id()), event.topic()});
            rows.add(row);
        }
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(rows);
        }
    }

    /** Reads them, once. */
    List<RecordedEvent> take() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
            in.setObjectInputFilter(JDK_VALUES);
            List<RecordedEvent> events = new ArrayList<>();
            for (Object row : (List<?>) in.readObject()) {
                events.add(event((Map<?, ?>) row));
            }
            return events;
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new IOException("no journal: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static RecordedEvent event(Map<?, ?> row) {
        Map<String, Object> properties = new HashMap<>();
        row.forEach((key, value) -> properties.put((String) key, value));
        String[] id = (String[]) properties.remove(ID);
        return new RecordedEvent(Long.parseLong(id[0]), id[1], properties);
    }
}
