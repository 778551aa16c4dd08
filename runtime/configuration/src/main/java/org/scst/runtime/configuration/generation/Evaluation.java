package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.Finding;

/**
 * What the files say, taken together.
 *
 * <p><i>Threading:</i> confined to the configuration thread; not changed once it holds.
 */
final class Evaluation {
    private final SortedMap<ObjectName, AcceptedObject> objects;
    private final SortedMap<String, List<Finding>> findings;
    private final Map<String, String> owners;
    private final Set<String> contested;
    private final Set<String> dependents;

    Evaluation() {
        this(new TreeMap<>(), new TreeMap<>(), new HashMap<>(), new HashSet<>(), new HashSet<>());
    }

    private Evaluation(
            SortedMap<ObjectName, AcceptedObject> objects,
            SortedMap<String, List<Finding>> findings,
            Map<String, String> owners,
            Set<String> contested,
            Set<String> dependents) {
        this.objects = objects;
        this.findings = findings;
        this.owners = owners;
        this.contested = contested;
        this.dependents = dependents;
    }

    Evaluation copy() {
        return new Evaluation(
                new TreeMap<>(objects),
                new TreeMap<>(findings),
                new HashMap<>(owners),
                new HashSet<>(contested),
                new HashSet<>(dependents));
    }

    /** Those that count. */
    SortedMap<ObjectName, AcceptedObject> objects() {
        return objects;
    }

    /** What was found, by file. */
    SortedMap<String, List<Finding>> findings() {
        return findings;
    }

    /** Files that do not count because another one has claimed before what they claim. */
    Set<String> contested() {
        return contested;
    }

    /** Files that depend on something outside of the folder, and are judged again when nothing in it has changed. */
    Set<String> dependents() {
        return dependents;
    }

    boolean isBlocked(String file) {
        return findings.getOrDefault(file, List.of()).stream().anyMatch(Finding::blocking);
    }

    void add(String file, Finding finding) {
        findings.computeIfAbsent(file, f -> new ArrayList<>()).add(finding);
    }

    /** Forgets what a file said. */
    void release(String file, List<String> claims) {
        findings.remove(file);
        contested.remove(file);
        dependents.remove(file);
        disclaim(claims, file);
        ObjectName.ofFile(file).ifPresent(objects::remove);
    }

    /** Claims names for a file; returns the file that has claimed one of them before, and claims none then. */
    Optional<String> claim(List<String> claims, String file) {
        Optional<String> other = claims.stream()
                .map(owners::get)
                .filter(owner -> owner != null && !owner.equals(file))
                .findFirst();
        if (other.isEmpty()) {
            claims.forEach(claim -> owners.put(claim, file));
        }
        return other;
    }

    /** A file has these names no more. */
    void disclaim(List<String> claims, String file) {
        claims.forEach(claim -> owners.remove(claim, file));
    }

    /** Another file has a name that this one claims. */
    void contest(String file, Finding conflict) {
        add(file, conflict);
        contested.add(file);
    }
}
