package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.core.admin.ObjectChange;
import org.scst.runtime.configuration.ObjectName;

/**
 * Tells in words of objects, properties and sessions how two sets of objects differ.
 *
 * <p><i>Threading:</i> pure.
 */
final class PlannedChange {
    private PlannedChange() {}

    /**
     * @param before what holds
     * @param after what would hold
     * @param renames new names by former ones
     * @param core whose sessions are looked at; {@code null} when core is away
     */
    static ChangePlan between(
            SortedMap<ObjectName, AcceptedObject> before,
            SortedMap<ObjectName, AcceptedObject> after,
            Map<ObjectName, ObjectName> renames,
            Administration core,
            List<FileProblem> problems) {
        List<ObjectChange> changes = changes(before, after, renames);
        return new ChangePlan(
                changes,
                changes.isEmpty() || core == null ? List.of() : new TouchedSessions(core).of(changes),
                problems);
    }

    private static List<ObjectChange> changes(
            SortedMap<ObjectName, AcceptedObject> before,
            SortedMap<ObjectName, AcceptedObject> after,
            Map<ObjectName, ObjectName> renames) {
        Map<ObjectName, ObjectName> formerNames = new TreeMap<>();
        renames.forEach((former, name) -> {
            if (before.containsKey(former) && !after.containsKey(former) && after.containsKey(name)) {
                formerNames.put(name, former);
            }
        });
        Set<ObjectName> moved = new HashSet<>(formerNames.values());
        Set<ObjectName> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<ObjectChange> changes = new ArrayList<>();
        for (ObjectName name : names) {
            ObjectName origin = formerNames.getOrDefault(name, name);
            if (!moved.contains(name)) {
                change(name, Optional.ofNullable(before.get(origin)), Optional.ofNullable(after.get(name)), origin)
                        .ifPresent(changes::add);
            }
        }
        return changes;
    }

    private static Optional<ObjectChange> change(
            ObjectName name, Optional<AcceptedObject> before, Optional<AcceptedObject> after, ObjectName origin) {
        Map<String, String> old = before.map(AcceptedObject::properties).orElse(Map.of());
        Map<String, String> now = after.map(AcceptedObject::properties).orElse(Map.of());
        List<ObjectChange.KeyChange> keys = keys(old, now);
        ObjectChange.Kind kind;
        if (!name.equals(origin)) {
            kind = ObjectChange.Kind.RENAMED;
        } else if (before.isEmpty()) {
            kind = ObjectChange.Kind.CREATED;
        } else {
            kind = after.isEmpty() ? ObjectChange.Kind.REMOVED : ObjectChange.Kind.CHANGED;
        }
        if (kind == ObjectChange.Kind.CHANGED && keys.isEmpty()) {
            return Optional.empty();
        }
        String former = name.equals(origin) ? "" : origin.name();
        return Optional.of(new ObjectChange(name.pid(), name.name(), kind, former, keys));
    }

    private static List<ObjectChange.KeyChange> keys(Map<String, String> before, Map<String, String> after) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .map(key -> new ObjectChange.KeyChange(
                        key, Optional.ofNullable(before.get(key)), Optional.ofNullable(after.get(key))))
                .filter(key -> !key.before().equals(key.after()))
                .toList();
    }
}
