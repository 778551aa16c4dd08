package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ChangePlan.Touch;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.ObjectChange;
import org.scst.core.admin.ObjectChange.KeyChange;
import org.scst.core.admin.ObjectChange.Kind;
import org.scst.core.admin.TargetSnapshot;

/**
 * Says which sessions notice changes of objects, and at which of their LUNs.
 *
 * <p><i>Threading:</i> confined to one call; looks at core once.
 */
final class TouchedSessions {
    private static final String GROUP_PID = "org.scst.core.group";
    private static final String TARGET_SUFFIX = ".target";
    private static final String LUN = "lun.";

    private final List<NexusSnapshot> nexuses;
    private final Map<String, TargetSnapshot> targets = new HashMap<>();

    private final List<DeviceGroupSnapshot> deviceGroups;

    TouchedSessions(Administration core) {
        nexuses = core.nexuses();
        (nexuses.isEmpty() ? List.<TargetSnapshot>of() : core.targets())
                .forEach(target -> targets.put(target.name(), target));
        deviceGroups = nexuses.isEmpty() ? List.of() : core.deviceGroups();
    }

    List<Touch> of(List<ObjectChange> changes) {
        Set<Touch> touches = new LinkedHashSet<>();
        TouchedByStates states = new TouchedByStates(deviceGroups, changes);
        for (NexusSnapshot nexus : nexuses) {
            TargetSnapshot target = targets.get(nexus.target());
            if (target != null) {
                changes.forEach(change -> touches.addAll(
                        TouchedByStates.concerns(change)
                                ? states.of(nexus, target, change)
                                : touches(nexus, target, change)));
            }
        }
        return new ArrayList<>(touches);
    }

    private static List<Touch> touches(NexusSnapshot nexus, TargetSnapshot target, ObjectChange change) {
        if (change.pid().endsWith(TARGET_SUFFIX)) {
            return isOf(target, change) ? ofMap(nexus, change, nexus.group().isEmpty()) : List.of();
        }
        if (change.pid().equals(GROUP_PID)) {
            return nexus.group().equals(nameBefore(change)) ? ofMap(nexus, change, true) : List.of();
        }
        if (change.name().isEmpty()) {
            return change.pid().endsWith("." + target.driver())
                    ? List.of(touch(nexus, -1, "", keys(change.keys()) + " of its driver", false))
                    : List.of();
        }
        return ofDevice(nexus, target, change);
    }

    private static boolean isOf(TargetSnapshot target, ObjectChange change) {
        return change.pid().endsWith("." + target.driver() + TARGET_SUFFIX)
                && target.id().equals(nameBefore(change));
    }

    private static String nameBefore(ObjectChange change) {
        return change.kind() == Kind.RENAMED ? change.formerName() : change.name();
    }

    /** A target's or group's file has changed. */
    private static List<Touch> ofMap(NexusSnapshot nexus, ObjectChange change, boolean mapIsOurs) {
        if (change.kind() == Kind.REMOVED) {
            return List.of(touch(nexus, -1, "", "its " + what(change) + " goes", true));
        }
        List<Touch> touches = new ArrayList<>();
        List<KeyChange> others = new ArrayList<>();
        for (KeyChange key : change.keys()) {
            Optional<Integer> lun = lun(key.key());
            if (lun.isEmpty()) {
                others.add(key);
            } else if (mapIsOurs) {
                touches.add(ofLun(nexus, lun.get(), key));
            }
        }
        if (!others.isEmpty() || change.kind() == Kind.RENAMED) {
            touches.add(touch(nexus, -1, "", keys(others) + " of its " + what(change), false));
        }
        return touches;
    }

    private static String what(ObjectChange change) {
        return change.pid().equals(GROUP_PID) ? "initiator group" : "target";
    }

    private static Touch ofLun(NexusSnapshot nexus, int lun, KeyChange key) {
        String device = key.after().or(key::before).orElse("");
        if (key.before().isEmpty()) {
            return touch(nexus, lun, device, "appears", false);
        }
        return key.after().isEmpty()
                ? touch(nexus, lun, device, "is taken away", true)
                : touch(nexus, lun, device, "was " + key.before().get(), true);
    }

    private static List<Touch> ofDevice(NexusSnapshot nexus, TargetSnapshot target, ObjectChange change) {
        String device = nameBefore(change);
        return target.groups().stream()
                .filter(group -> group.name().equals(nexus.group()))
                .flatMap(group -> group.luns().stream())
                .filter(lun -> lun.device().equals(device) || lun.device().equals(change.name()))
                .map(lun -> ofDevice(nexus, lun, change))
                .toList();
    }

    private static Touch ofDevice(NexusSnapshot nexus, TargetSnapshot.LunSnapshot lun, ObjectChange change) {
        return switch (change.kind()) {
            case CREATED -> touch(nexus, lun.lun(), lun.device(), "gets its device", false);
            case CHANGED -> touch(nexus, lun.lun(), lun.device(), keys(change.keys()), false);
            case REMOVED -> touch(nexus, lun.lun(), lun.device(), "becomes NOT READY: its device goes", true);
            case RENAMED ->
                lun.device().equals(change.name())
                        ? touch(nexus, lun.lun(), lun.device(), "gets its device", false)
                        : touch(
                                nexus,
                                lun.lun(),
                                lun.device(),
                                "becomes NOT READY: its device is called " + change.name() + " then",
                                true);
        };
    }

    private static Optional<Integer> lun(String key) {
        return key.startsWith(LUN) && key.substring(LUN.length()).matches("[0-9]{1,9}")
                ? Optional.of(Integer.parseInt(key.substring(LUN.length())))
                : Optional.empty();
    }

    private static String keys(List<KeyChange> keys) {
        return keys.isEmpty() ? "name" : keys.stream().map(KeyChange::key).collect(Collectors.joining(", "));
    }

    private static Touch touch(NexusSnapshot nexus, int lun, String device, String effect, boolean loss) {
        return new Touch(nexus.id(), nexus.initiator(), nexus.address(), nexus.target(), lun, device, effect, loss);
    }
}
