package org.scst.core.internal.inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.scst.core.admin.Problem;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.TargetMaps;
import org.scst.core.internal.nexus.NexusEnvironment;
import org.scst.core.internal.nexus.NexusRegistry;
import org.scst.core.internal.nexus.PortState;
import org.scst.core.target.PortDescription;

/**
 * The targets of all drivers: their LUN maps, initiator groups and port states.
 *
 * <p><i>Threading:</i> changes are confined to the control thread; {@link #all} and {@link #port} may be called anywhere.
 */
final class Targets {
    /** One target, from its file's appearance to its deletion. */
    record Target(String name, String id, String driverPid, PortState port) {}

    private final Identities identities;
    private final NexusRegistry registry;
    private NexusEnvironment environment;
    private final Map<InitiatorGroup, FollowedMap> followed = new HashMap<>();
    /** Groups whose maps the generation has changed. */
    private final Set<InitiatorGroup> remapped = new HashSet<>();

    /** The same as {@link #byName}, found without comparing long names. */
    private final Map<String, Target> found = new HashMap<>();

    private volatile SortedMap<String, Target> byName = Collections.emptySortedMap();

    /** Whether nothing was wrong with any target or group: then the next generation may look at those alone that it changes. */
    private boolean faultless;

    /** Whether files define all devices that targets map. */
    private boolean allDefined;

    /** Whose maps may name devices that no file defines, if not all. */
    private Collection<Target> unasked;

    Targets(Identities identities, NexusRegistry registry, NexusEnvironment environment) {
        this.identities = identities;
        this.registry = registry;
        this.environment = environment;
    }

    /** What nexuses of targets share that are made from now on. */
    void environment(NexusEnvironment next) {
        environment = next;
    }

    static String nameOf(ConfiguredObjects.Instance target) {
        return target.properties().getOrDefault("name", target.name()).trim();
    }

    /** By name. */
    Map<String, Target> all() {
        return byName;
    }

    /** Whether an initiator that nobody has named is given logical units of the target; on the control thread only. */
    boolean openToAll(String name) {
        Target target = found.get(name);
        return target != null && target.port().maps().openToAll();
    }

    /** For a driver that registers a port. */
    PortState port(String driverPid, PortDescription description) {
        Target target = byName.get(description.name());
        if (target == null || !target.driverPid().equals(driverPid)) {
            throw new IllegalArgumentException(
                    "no configuration of " + driverPid + " defines the target " + description.name());
        }
        return target.port();
    }

    /**
     * Puts the targets and groups of a generation in force. What it costs is what of them is not as it was, unless something was wrong
     * with any of them or is now.
     *
     * @param device finds the logical unit of a device's name; {@code null} when no file defines it
     */
    List<Problem> apply(ConfiguredObjects objects, Function<String, LogicalUnit> device) {
        ConfiguredObjects.ChangedTargets changed = faultless ? objects.changedTargets() : null;
        faultless = false;
        List<Problem> problems = changed != null && concernsNoOther(changed)
                ? applyChanged(changed, objects, device)
                : applyAll(objects, device);
        faultless = problems.isEmpty();
        return problems;
    }

    /** Whether names stay unique, and no group is of a target that is gone or changed. */
    private boolean concernsNoOther(ConfiguredObjects.ChangedTargets changed) {
        Set<String> gone = new HashSet<>();
        for (ConfiguredObjects.Instance instance : changed.gone()) {
            Target target = found.get(nameOf(instance));
            if (target == null || !target.port().maps().groups().isEmpty()) {
                return false;
            }
            gone.add(target.name());
        }
        Set<String> come = new HashSet<>();
        return changed.come().stream()
                .map(Targets::nameOf)
                .allMatch(name -> come.add(name) && (gone.contains(name) || !found.containsKey(name)));
    }

    private List<Problem> applyChanged(
            ConfiguredObjects.ChangedTargets changed, ConfiguredObjects objects, Function<String, LogicalUnit> device) {
        List<Problem> problems = new ArrayList<>();
        Map<String, ConfiguredObjects.Instance> come = new HashMap<>();
        changed.come().forEach(instance -> come.put(nameOf(instance), instance));
        identify(come.keySet());
        SortedMap<String, Target> next = new TreeMap<>(byName);
        for (ConfiguredObjects.Instance gone : changed.gone()) {
            Target target = found.get(nameOf(gone));
            if (!come.containsKey(target.name())) {
                found.remove(target.name());
                next.remove(target.name());
                followed.remove(target.port().maps().own());
            }
        }
        come.forEach((name, instance) -> {
            Target earlier = found.get(name);
            Target target = put(name, instance, next);
            if (earlier != null && earlier.port() != target.port()) {
                followed.remove(earlier.port().maps().own());
            }
            map(target.port().maps().own(), instance, objects, device, problems);
        });
        byName = next;
        List<Target> all = come.keySet().stream().map(found::get).toList();
        unasked = allDefined ? all : null;
        tellRemapped(all);
        return problems;
    }

    private List<Problem> applyAll(ConfiguredObjects objects, Function<String, LogicalUnit> device) {
        List<Problem> problems = new ArrayList<>();
        Map<String, ConfiguredObjects.Instance> wanted = wanted(objects, problems);
        // Copied as it is sorted: thousands of names that are there are not compared anew.
        SortedMap<String, Target> next = new TreeMap<>(byName);
        if (wanted.size() < next.size() || !wanted.keySet().containsAll(next.keySet())) {
            next.keySet().retainAll(wanted.keySet());
        }
        identify(wanted.keySet());
        wanted.forEach((name, instance) -> {
            Target target = put(name, instance, next);
            map(target.port().maps().own(), instance, objects, device, problems);
        });
        found.keySet().retainAll(wanted.keySet());
        byName = next;
        groups(objects, device, problems);
        forgetUnused();
        unasked = null;
        tellRemapped(byName.values());
        return problems;
    }

    /** As its file has it, but for its map. */
    private Target put(String name, ConfiguredObjects.Instance instance, Map<String, Target> next) {
        Target target = current(name, instance);
        if (target != found.put(name, target)) {
            next.put(name, target);
        }
        TargetMaps maps = target.port().maps();
        maps.strictDirection(flag(instance, "strict_direction"));
        maps.eventsDisabled(flag(instance, "aen_disabled"));
        return target;
    }

    private void tellRemapped(Collection<Target> concerned) {
        if (!remapped.isEmpty()) {
            Set<InitiatorGroup> groups = Set.copyOf(remapped);
            concerned.forEach(target -> target.port().remapped(groups));
            remapped.clear();
        }
    }

    /** By name, of two files with one name the first. */
    private static Map<String, ConfiguredObjects.Instance> wanted(ConfiguredObjects objects, List<Problem> problems) {
        Map<String, ConfiguredObjects.Instance> wanted = new LinkedHashMap<>();
        for (ConfiguredObjects.Instance instance : objects.targets()) {
            String name = nameOf(instance);
            if (wanted.putIfAbsent(name, instance) != null) {
                problems.add(new Problem(
                        instance.pid(),
                        instance.name(),
                        "name",
                        "two targets are named " + name,
                        "Give one another name."));
            }
        }
        return wanted;
    }

    /** What a target is outside is on the medium before anybody sees it: in one piece for all that are new. */
    private void identify(Set<String> names) {
        try {
            identities.ports(
                    names.stream().filter(name -> !found.containsKey(name)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Target current(String name, ConfiguredObjects.Instance instance) {
        Target earlier = found.get(name);
        if (earlier == null || !instance.isTargetOf(earlier.driverPid())) {
            return create(name, instance);
        }
        return earlier.id().equals(instance.name())
                ? earlier
                : new Target(name, instance.name(), instance.driverPid(), earlier.port());
    }

    private static boolean flag(ConfiguredObjects.Instance instance, String key) {
        return Boolean.parseBoolean(
                instance.properties().getOrDefault(key, "false").trim());
    }

    private void map(
            InitiatorGroup group,
            ConfiguredObjects.Instance instance,
            ConfiguredObjects objects,
            Function<String, LogicalUnit> device,
            List<Problem> problems) {
        FollowedMap map = followed.computeIfAbsent(group, FollowedMap::new);
        if (map.follow(instance, objects.touchedDevices(), device)) {
            remapped.add(group);
        }
        problems.addAll(map.problems());
    }

    /** LUNs of devices that no file defines: they are mapped, and NOT READY. */
    List<Problem> unknownDevices(Predicate<String> defined) {
        List<Problem> found = new ArrayList<>();
        for (Target target : unasked == null ? byName.values() : unasked) {
            TargetMaps maps = target.port().maps();
            found.addAll(followed.get(maps.own()).unknownDevices(defined));
            for (InitiatorGroup group : maps.groups()) {
                found.addAll(followed.get(group).unknownDevices(defined));
            }
        }
        allDefined = found.isEmpty();
        return found;
    }

    private void forgetUnused() {
        int inUse = byName.values().stream()
                .mapToInt(target -> 1 + target.port().maps().groups().size())
                .sum();
        if (inUse == followed.size()) {
            return;
        }
        Set<InitiatorGroup> used = new HashSet<>();
        byName.values().forEach(target -> {
            used.add(target.port().maps().own());
            used.addAll(target.port().maps().groups());
        });
        followed.keySet().retainAll(used);
    }

    private Target create(String name, ConfiguredObjects.Instance instance) {
        PortState port = new PortState(new TargetMaps(name), identities.port(name), registry, environment);
        return new Target(name, instance.name(), instance.driverPid(), port);
    }

    private void groups(ConfiguredObjects objects, Function<String, LogicalUnit> device, List<Problem> problems) {
        Map<String, List<InitiatorGroup>> byTarget = new HashMap<>();
        for (ConfiguredObjects.Instance instance : objects.groups().values()) {
            String name = instance.properties().getOrDefault("target", "").trim();
            Target target = find(name);
            if (target == null) {
                problems.add(new Problem(
                        instance.pid(),
                        instance.name(),
                        "target",
                        "no target is named " + name,
                        "Name the target as in its file, or by its file's NAME."));
                continue;
            }
            InitiatorGroup group = group(target, instance, patterns(instance));
            map(group, instance, objects, device, problems);
            byTarget.computeIfAbsent(target.name(), key -> new ArrayList<>()).add(group);
        }
        byName.values().forEach(target -> regroup(target, byTarget.getOrDefault(target.name(), List.of())));
    }

    private static List<String> patterns(ConfiguredObjects.Instance instance) {
        List<String> patterns = new ArrayList<>();
        for (String pattern :
                instance.properties().getOrDefault("initiators", "").split(",")) {
            if (!pattern.isBlank()) {
                patterns.add(pattern.trim());
            }
        }
        return patterns;
    }

    private static InitiatorGroup group(Target target, ConfiguredObjects.Instance instance, List<String> patterns) {
        return target.port().maps().groups().stream()
                .filter(group ->
                        group.name().equals(instance.name()) && group.patterns().equals(patterns))
                .findFirst()
                .orElseGet(() -> new InitiatorGroup(instance.name(), patterns));
    }

    private static void regroup(Target target, List<InitiatorGroup> groups) {
        List<InitiatorGroup> sorted = new ArrayList<>(groups);
        sorted.sort(Comparator.comparing(InitiatorGroup::name));
        if (!sorted.equals(target.port().maps().groups())) {
            target.port().maps().groups(sorted);
            target.port().regroup();
        }
    }

    /** By its name or by the NAME of its file. */
    Target find(String name) {
        Target target = byName.get(name);
        return target != null
                ? target
                : byName.values().stream()
                        .filter(t -> t.id().equals(name))
                        .findFirst()
                        .orElse(null);
    }
}
