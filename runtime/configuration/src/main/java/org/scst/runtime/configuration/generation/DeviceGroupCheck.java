package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/**
 * What files of device groups and target groups that are not in force yet say, and no other file bears out.
 *
 * <p><i>Threading:</i> confined to one call.
 */
final class DeviceGroupCheck {
    static final String DEVICE_GROUP_PID = "org.scst.core.device_group";
    static final String TARGET_GROUP_PID = "org.scst.core.target_group";

    private final Set<String> devices;
    private final Set<String> targets;
    private final List<FileProblem> problems = new ArrayList<>();

    /** Names that other files define; a target has two. */
    DeviceGroupCheck(Set<String> devices, Set<String> targets) {
        this.devices = devices;
        this.targets = targets;
    }

    List<FileProblem> of(Collection<AcceptedObject> objects) {
        List<AcceptedObject> groups = ofPid(objects, DEVICE_GROUP_PID);
        List<AcceptedObject> targetGroups = ofPid(objects, TARGET_GROUP_PID);
        checkDevices(groups);
        Set<String> names = groups.stream().map(group -> group.name().name()).collect(Collectors.toSet());
        Map<String, String> numbers = new HashMap<>();
        targetGroups.forEach(group -> {
            checkOwner(group, names);
            checkNumber(group, numbers);
            checkTargets(group);
        });
        return problems;
    }

    private static List<AcceptedObject> ofPid(Collection<AcceptedObject> objects, String pid) {
        return objects.stream()
                .filter(object -> object.name().pid().equals(pid))
                .toList();
    }

    static String value(AcceptedObject object, String key) {
        return object.properties().getOrDefault(key, "").strip();
    }

    /** The names in a list of them. */
    static List<String> names(String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private void problem(AcceptedObject object, String key, String cause, String cure) {
        problems.add(new FileProblem(object.file(), object.line(key), cause, cure));
    }

    private void checkDevices(List<AcceptedObject> groups) {
        Map<String, String> owners = new HashMap<>();
        for (AcceptedObject group : groups) {
            for (String device : names(value(group, "devices"))) {
                String owner = owners.putIfAbsent(device, group.name().name());
                if (owner != null) {
                    problem(
                            group,
                            "devices",
                            device + " is in the device group " + owner + " already",
                            "leave it in one of the two");
                } else if (!devices.contains(device)) {
                    problem(
                            group,
                            "devices",
                            "no file defines a device named " + device,
                            "create the device, or correct its name");
                }
            }
        }
    }

    private void checkOwner(AcceptedObject group, Set<String> names) {
        String owner = value(group, "device_group");
        if (!names.contains(owner)) {
            problem(
                    group,
                    "device_group",
                    "no file defines a device group named " + owner,
                    "create " + DEVICE_GROUP_PID + "-NAME.cfg, or correct the name");
        }
    }

    private void checkNumber(AcceptedObject group, Map<String, String> numbers) {
        String number = value(group, "device_group") + " " + value(group, "group_id");
        String other = numbers.putIfAbsent(number, group.name().name());
        if (other != null) {
            problem(
                    group,
                    "group_id",
                    "the target group " + other + " of the same device group has this number",
                    "give one another number");
        }
    }

    private void checkTargets(AcceptedObject group) {
        for (String target : names(value(group, "targets"))) {
            if (!targets.contains(target)) {
                problem(
                        group,
                        "targets",
                        "no target is named " + target,
                        "name the target as in its file, or by its file's NAME; one of another machine stands in"
                                + " remote_targets, with its rel_tgt_id");
            }
        }
    }
}
