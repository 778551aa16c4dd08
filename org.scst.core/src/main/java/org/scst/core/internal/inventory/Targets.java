package org.scst.core.internal.inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.scst.core.admin.Problem;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.LunMap;
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
    private static final String LUN = "lun.";

    /** One target, from its file's appearance to its deletion. */
    record Target(String name, String id, String driverPid, PortState port) {}

    private final Identities identities;
    private final NexusRegistry registry;
    private NexusEnvironment environment;
    private final Map<InitiatorGroup, Mapped> mapped = new HashMap<>();
    /** Groups whose maps the generation has changed. */
    private final Set<InitiatorGroup> remapped = new HashSet<>();

    private volatile Map<String, Target> byName = Map.of();

    /**
     * What a LUN map was made from: while that is the same, the map is.
     *
     * @param instance the file's content
     * @param devices names in the map
     * @param problems found in the file's LUN lines
     */
    private record Mapped(ConfiguredObjects.Instance instance, Set<String> devices, List<Problem> problems) {

        boolean holds(ConfiguredObjects.Instance now, Set<String> touched) {
            return instance == now && Collections.disjoint(touched, devices);
        }
    }

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

    /** Whether an initiator that nobody has named is given logical units of the target. */
    boolean openToAll(String name) {
        Target target = byName.get(name);
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
     * Puts the targets and groups of a generation in force.
     *
     * @param device finds the logical unit of a device's name; {@code null} when no file defines it
     */
    List<Problem> apply(ConfiguredObjects objects, Function<String, LogicalUnit> device) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Target> next = new TreeMap<>();
        for (ConfiguredObjects.Instance instance : objects.targets()) {
            String name = nameOf(instance);
            if (next.containsKey(name)) {
                problems.add(new Problem(
                        instance.pid(),
                        instance.name(),
                        "name",
                        "two targets are named " + name,
                        "Give one another name."));
                continue;
            }
            Target earlier = byName.get(name);
            next.put(
                    name,
                    earlier != null && earlier.driverPid().equals(instance.driverPid())
                            ? new Target(name, instance.name(), instance.driverPid(), earlier.port())
                            : create(name, instance));
        }
        for (ConfiguredObjects.Instance instance : objects.targets()) {
            Target target = next.get(nameOf(instance));
            if (target.id().equals(instance.name())) {
                map(target.port().maps().own(), instance, objects, device, problems);
            }
        }
        byName = next;
        groups(objects, device, problems);
        forgetUnused();
        if (!remapped.isEmpty()) {
            Set<InitiatorGroup> groups = Set.copyOf(remapped);
            byName.values().forEach(target -> target.port().remapped(groups));
            remapped.clear();
        }
        return problems;
    }

    /** Makes a group's map anew if its file, or one of the devices in it, is not what it was. */
    private void map(
            InitiatorGroup group,
            ConfiguredObjects.Instance instance,
            ConfiguredObjects objects,
            Function<String, LogicalUnit> device,
            List<Problem> problems) {
        Mapped before = mapped.get(group);
        if (before == null || !before.holds(instance, objects.touchedDevices())) {
            List<Problem> found = new ArrayList<>();
            LunMap next = map(group.map(), instance, device, found);
            if (next != group.map()) {
                group.map(next);
                remapped.add(group);
            }
            Set<String> devices = new HashSet<>();
            group.map()
                    .entries()
                    .forEach(entry -> devices.add(entry.logicalUnit().name()));
            before = new Mapped(instance, devices, found);
            mapped.put(group, before);
        }
        problems.addAll(before.problems());
    }

    private void forgetUnused() {
        Set<InitiatorGroup> used = new HashSet<>();
        byName.values().forEach(target -> {
            used.add(target.port().maps().own());
            used.addAll(target.port().maps().groups());
        });
        mapped.keySet().retainAll(used);
    }

    private Target create(String name, ConfiguredObjects.Instance instance) {
        try {
            PortState port = new PortState(new TargetMaps(name), identities.port(name), registry, environment);
            return new Target(name, instance.name(), instance.driverPid(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LunMap map(
            LunMap current,
            ConfiguredObjects.Instance instance,
            Function<String, LogicalUnit> device,
            List<Problem> problems) {
        Map<Integer, LunMap.Entry> wanted = new HashMap<>();
        for (Map.Entry<String, String> property : instance.properties().entrySet()) {
            if (property.getKey().startsWith(LUN)) {
                LunMap.Entry entry = entry(instance, property.getKey(), property.getValue(), device, problems);
                if (entry != null && wanted.put(entry.lun(), entry) != null) {
                    problems.add(new Problem(
                            instance.pid(), instance.name(), property.getKey(), "LUN given twice", "Remove one line."));
                }
            }
        }
        LunMap next = current;
        for (LunMap.Entry entry : current.entries()) {
            if (!wanted.containsKey(entry.lun())) {
                next = next.without(entry.lun());
            }
        }
        for (LunMap.Entry entry : wanted.values()) {
            if (!entry.equals(current.find(entry.lun()))) {
                next = next.with(entry);
            }
        }
        return next;
    }

    private LunMap.Entry entry(
            ConfiguredObjects.Instance instance,
            String key,
            String value,
            Function<String, LogicalUnit> device,
            List<Problem> problems) {
        int lun = number(key.substring(LUN.length()));
        String[] words = value.trim().split("\\s+");
        boolean readOnly = words.length == 2 && words[1].equals("read_only");
        if (lun < 0 || words[0].isEmpty() || words.length > 1 && !readOnly) {
            problems.add(new Problem(
                    instance.pid(),
                    instance.name(),
                    key,
                    "not a LUN line: " + key + " = " + value,
                    "Write lun.N = DEVICE or lun.N = DEVICE read_only, with N from 0 to " + LunMap.LAST_LUN + "."));
            return null;
        }
        LogicalUnit unit = device.apply(words[0]);
        return new LunMap.Entry(lun, unit, readOnly);
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            return number <= LunMap.LAST_LUN ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
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
