package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.description.Family;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Config Admin holds of the files' objects, and the way by which it is brought to what was accepted. What it refuses is
 * tried again the next time.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
final class HeldObjects {
    private static final Logger LOG = LoggerFactory.getLogger(HeldObjects.class);

    private final ConfigurationAdminStore store;
    private final Evaluator evaluator;
    private final SortedMap<ObjectName, Map<String, String>> held = new TreeMap<>();
    private final Set<ObjectName> failed = new HashSet<>();

    HeldObjects(ConfigurationAdminStore store, Evaluator evaluator) {
        this.store = store;
        this.evaluator = evaluator;
    }

    /** After a restart of this bundle alone, Config Admin still holds what was good before. */
    Evaluation recover(List<FileProblem> problems) {
        Evaluation evaluation = new Evaluation();
        try {
            held.putAll(store.objects());
        } catch (IOException | RuntimeException e) {
            LOG.warn("What Config Admin holds could not be read", e);
            problems.add(new FileProblem("", 0, "Config Admin cannot be read: " + e.getMessage(), "look at the log"));
        }
        held.forEach((name, properties) -> {
            Map<String, String> own = Family.expanded(properties);
            own.keySet().removeIf(key -> key.startsWith(ConfigurationAdminStore.OWN));
            Optional<String> former = Optional.ofNullable(properties.get(ConfigurationAdminStore.FORMER_NAME));
            String file = properties.get(ConfigurationAdminStore.FILE);
            evaluation.objects().put(name, new AcceptedObject(name, file, own, true, former, Optional.empty()));
        });
        return evaluation;
    }

    /** Whether something waits for another attempt. */
    boolean hasFailed() {
        return !failed.isEmpty();
    }

    Set<ObjectName> names() {
        return held.keySet();
    }

    /** Brings objects, and what was refused before, to what was accepted; returns whether anything was to be done. */
    boolean bring(Set<ObjectName> names, SortedMap<ObjectName, AcceptedObject> accepted, List<FileProblem> problems) {
        Set<ObjectName> all = new TreeSet<>(names);
        all.addAll(failed);
        failed.clear();
        return carryOut(Plan.between(all, held, wanted(all, accepted)), problems);
    }

    private boolean carryOut(Plan plan, List<FileProblem> problems) {
        plan.deletions()
                .forEach(object -> attempt(object, problems, () -> {
                    store.delete(object);
                    held.remove(object);
                }));
        plan.updates()
                .forEach((object, properties) -> attempt(object, problems, () -> {
                    store.put(object, properties);
                    held.put(object, properties);
                }));
        return !plan.isEmpty();
    }

    /** Something that Config Admin may refuse. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private void attempt(ObjectName object, List<FileProblem> problems, Action action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Config Admin refused {}", object, e);
            failed.add(object);
            problems.add(
                    new FileProblem(object.file(), 0, "Config Admin refused it: " + e.getMessage(), "look at the log"));
        }
    }

    private Map<ObjectName, Map<String, String>> wanted(
            Set<ObjectName> names, SortedMap<ObjectName, AcceptedObject> accepted) {
        Map<ObjectName, Map<String, String>> wanted = new TreeMap<>();
        names.forEach(name -> {
            AcceptedObject object = accepted.get(name);
            if (object == null) {
                return;
            }
            Map<String, String> properties = new HashMap<>(evaluator.canonical(object));
            properties.put(ConfigurationAdminStore.FILE, object.file());
            properties.put(ConfigurationAdminStore.NAME, name.name());
            object.formerName().ifPresent(former -> properties.put(ConfigurationAdminStore.FORMER_NAME, former));
            wanted.put(name, properties);
        });
        return wanted;
    }
}
