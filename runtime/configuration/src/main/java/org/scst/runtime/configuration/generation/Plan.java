package org.scst.runtime.configuration.generation;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scst.runtime.configuration.ObjectName;

/**
 * The difference between what Config Admin holds and what the files say.
 *
 * <p><i>Threading:</i> not changed after its construction.
 *
 * @param deletions objects that have to go
 * @param updates objects that are new or different, with all their properties
 */
record Plan(SortedSet<ObjectName> deletions, SortedMap<ObjectName, Map<String, String>> updates) {

    static Plan between(Map<ObjectName, Map<String, String>> held, Map<ObjectName, Map<String, String>> wanted) {
        SortedSet<ObjectName> deletions = new TreeSet<>(held.keySet());
        deletions.removeAll(wanted.keySet());
        SortedMap<ObjectName, Map<String, String>> updates = new TreeMap<>();
        wanted.forEach((object, properties) -> {
            if (!properties.equals(held.get(object))) {
                updates.put(object, properties);
            }
        });
        return new Plan(deletions, updates);
    }

    boolean isEmpty() {
        return deletions.isEmpty() && updates.isEmpty();
    }
}
