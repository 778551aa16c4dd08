package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.configuration.ObjectName;

/**
 * What files that are not in force yet refer to and no file defines; of those in force, core says it itself.
 *
 * <p><i>Threading:</i> pure.
 */
final class CrossCheck {
    private static final String GROUP_PID = "org.scst.core.group";
    private static final String CORE_PREFIX = "org.scst.core.";
    private static final String TARGET_SUFFIX = ".target";
    private static final String LUN = "lun.";

    private CrossCheck() {}

    static List<FileProblem> of(SortedMap<ObjectName, AcceptedObject> objects) {
        Set<String> devices = new HashSet<>();
        Set<String> targets = new HashSet<>();
        objects.values().forEach(object -> {
            if (object.name().pid().endsWith(TARGET_SUFFIX)) {
                targets.add(object.name().name());
                targets.add(object.properties().getOrDefault("name", "").strip());
            } else if (!object.name().pid().startsWith(CORE_PREFIX)) {
                devices.add(object.name().name());
            }
        });
        List<FileProblem> problems = new ArrayList<>();
        objects.values().stream()
                .filter(object -> isGroup(object) || object.name().pid().endsWith(TARGET_SUFFIX))
                .forEach(object -> {
                    checkLuns(object, devices, problems);
                    if (isGroup(object)) {
                        checkTarget(object, targets, problems);
                    }
                });
        problems.addAll(new DeviceGroupCheck(devices, targets).of(objects.values()));
        return problems;
    }

    private static boolean isGroup(AcceptedObject object) {
        return object.name().pid().equals(GROUP_PID);
    }

    private static void checkLuns(AcceptedObject object, Set<String> devices, List<FileProblem> problems) {
        List<String> missing = object.properties().keySet().stream()
                .filter(key -> isLun(key)
                        && !devices.contains(device(object.properties().get(key))))
                .toList();
        Map<String, Integer> lines = missing.isEmpty() ? Map.of() : object.lines();
        missing.forEach(key -> problems.add(new FileProblem(
                object.file(),
                lines.getOrDefault(key, 0),
                "no file defines a device named " + device(object.properties().get(key))
                        + "; the LUN stays mapped and NOT READY",
                "create the device, or correct its name")));
    }

    private static boolean isLun(String key) {
        return key.startsWith(LUN)
                && key.length() > LUN.length()
                && key.chars().skip(LUN.length()).allMatch(c -> c >= '0' && c <= '9');
    }

    /** The first word of a LUN's line. */
    private static String device(String value) {
        String stripped = value.strip();
        int end = 0;
        while (end < stripped.length() && !Character.isWhitespace(stripped.charAt(end))) {
            end++;
        }
        return stripped.substring(0, end);
    }

    private static void checkTarget(AcceptedObject group, Set<String> targets, List<FileProblem> problems) {
        String target = group.properties().getOrDefault("target", "").strip();
        if (!targets.contains(target)) {
            problems.add(new FileProblem(
                    group.file(),
                    group.line("target"),
                    "no target is named " + target,
                    "name the target as in its file, or by its file's NAME"));
        }
    }
}
