package org.scst.runtime.configuration.generation;

import java.util.Map;
import java.util.Set;
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

    /** @param names objects that may differ; all others are taken to be as they are */
    static Plan between(
            Set<ObjectName> names,
            Map<ObjectName, Map<String, String>> held,
            Map<ObjectName, Map<String, String>> wanted) {
        SortedSet<ObjectName> deletions = new TreeSet<>();
        SortedMap<ObjectName, Map<String, String>> updates = new TreeMap<>();
        for (ObjectName name : names) {
            Map<String, String> properties = wanted.get(name);
            if (properties == null && held.containsKey(name)) {
                deletions.add(name);
            } else if (properties != null && !properties.equals(held.get(name))) {
                updates.put(name, properties);
            }
        }
        return new Plan(deletions, updates);
    }

    boolean isEmpty() {
        return deletions.isEmpty() && updates.isEmpty();
    }
}
