package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.scst.core.admin.Problem;
import org.scst.core.internal.inventory.ConfiguredObjects.Instance;
import org.scst.core.internal.inventory.PlannedDeviceGroup.PlannedTargetGroup;
import org.scst.core.scsi.AsymmetricAccessState;

/**
 * Reads device groups and their target groups, and what is wrong with them: what can hold is planned, what cannot is left out
 * and told.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class DeviceGroupFiles {
    private static final int MOST_PORTS = 255;
    private static final int LAST_ID = 0xFFFF;

    private final ConfiguredObjects objects;
    private final List<Problem> problems = new ArrayList<>();
    private final SortedMap<String, PlannedDeviceGroup> groups = new TreeMap<>();
    /** Names of this machine's targets, by those and by the NAMEs of their files. */
    private final Map<String, String> targets = new HashMap<>();

    DeviceGroupFiles(ConfiguredObjects objects) {
        this.objects = objects;
        if (!objects.targetGroups().isEmpty()) {
            objects.targets().forEach(target -> targets.put(target.name(), Targets.nameOf(target)));
            objects.targets().forEach(target -> targets.put(Targets.nameOf(target), Targets.nameOf(target)));
        }
        Map<String, String> owners = new HashMap<>();
        objects.deviceGroups().values().forEach(file -> deviceGroup(file, owners));
        objects.targetGroups().values().forEach(this::targetGroup);
    }

    /** By name. */
    SortedMap<String, PlannedDeviceGroup> groups() {
        return groups;
    }

    List<Problem> problems() {
        return problems;
    }

    private void problem(Instance file, String key, String cause, String cure) {
        problems.add(new Problem(file.pid(), file.name(), key, cause, cure));
    }

    private static List<String> list(Instance file, String key) {
        return Stream.of(file.properties().getOrDefault(key, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static boolean flag(Instance file, String key) {
        return List.of("true", "1", "yes").contains(file.properties().getOrDefault(key, "false"));
    }

    private void deviceGroup(Instance file, Map<String, String> owners) {
        List<String> devices = new ArrayList<>();
        for (String device : list(file, "devices")) {
            String owner = owners.putIfAbsent(device, file.name());
            if (owner != null) {
                problem(
                        file,
                        "devices",
                        device + " is in the device group " + owner + " already",
                        "Leave it in one of the two.");
            } else {
                devices.add(device);
                if (!objects.devices().containsKey(device)) {
                    problem(
                            file,
                            "devices",
                            "no file defines a device named " + device,
                            "Create the device, or correct its name.");
                }
            }
        }
        groups.put(file.name(), new PlannedDeviceGroup(file.name(), flag(file, "expl_alua"), devices, new TreeMap<>()));
    }

    private void targetGroup(Instance file) {
        String owner = file.properties().getOrDefault("device_group", "").strip();
        PlannedDeviceGroup group = groups.get(owner);
        int id = number(file.properties().getOrDefault("group_id", "").strip());
        String word = file.properties().getOrDefault("state", "active").strip();
        Optional<AsymmetricAccessState> state = AsymmetricAccessState.of(word);
        if (group == null) {
            problem(
                    file,
                    "device_group",
                    "no file defines a device group named " + owner,
                    "Create org.scst.core.device_group-NAME.cfg, or correct the name.");
        } else if (id < 0) {
            problem(file, "group_id", "the group has no number", "Write group_id = N, with N from 0 to 65535.");
        } else if (state.isEmpty()) {
            problem(
                    file,
                    "state",
                    word + " is no state of a target group",
                    "Write active, nonoptimized, standby, unavailable, offline or transitioning.");
        } else if (group.targetGroups().values().stream().anyMatch(other -> other.id() == id)) {
            problem(
                    file,
                    "group_id",
                    "another target group of " + owner + " has the number " + id,
                    "Give one another number.");
        } else {
            List<String> local = local(file, group);
            Map<Integer, String> remote = remote(file, group);
            if (local.size() + remote.size() > MOST_PORTS) {
                problem(file, "targets", "more than " + MOST_PORTS + " targets", "Make two groups of them.");
                return;
            }
            group.targetGroups()
                    .put(
                            file.name(),
                            new PlannedTargetGroup(
                                    file.name(), id, flag(file, "preferred"), state.get(), local, remote));
        }
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            return number <= LAST_ID ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private List<String> local(Instance file, PlannedDeviceGroup group) {
        Set<String> taken = new HashSet<>();
        group.targetGroups().values().forEach(other -> taken.addAll(other.local()));
        List<String> local = new ArrayList<>();
        for (String named : list(file, "targets")) {
            String target = targets.get(named);
            if (target == null) {
                problem(
                        file,
                        "targets",
                        "no target is named " + named,
                        "Name the target as in its file, or by its file's NAME; one of another machine stands in"
                                + " remote_targets, with its rel_tgt_id.");
            } else if (!taken.add(target)) {
                problem(
                        file,
                        "targets",
                        target + " is in another target group of " + group.name() + " already, or named twice",
                        "Name it once.");
            } else {
                local.add(target);
            }
        }
        return local;
    }

    private Map<Integer, String> remote(Instance file, PlannedDeviceGroup group) {
        Map<Integer, String> taken = new HashMap<>();
        group.targetGroups().values().forEach(other -> taken.putAll(other.remote()));
        Map<Integer, String> remote = new TreeMap<>();
        for (String line : list(file, "remote_targets")) {
            String[] words = line.split("\\s+");
            int id = words.length == 2 ? number(words[1]) : -1;
            if (id < 1) {
                problem(
                        file,
                        "remote_targets",
                        "\"" + line + "\" is not a remote target",
                        "Write its name, a space, and its rel_tgt_id from 1 to 65535.");
            } else if (taken.putIfAbsent(id, words[0]) != null) {
                problem(
                        file,
                        "remote_targets",
                        words[0] + " has the rel_tgt_id " + id + " of " + taken.get(id),
                        "Give each target a number of its own, on its own machine.");
            } else {
                remote.put(id, words[0]);
            }
        }
        return remote;
    }
}
