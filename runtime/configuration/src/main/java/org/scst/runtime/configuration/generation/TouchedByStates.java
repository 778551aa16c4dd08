package org.scst.runtime.configuration.generation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.scst.core.admin.ChangePlan.Touch;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.admin.DeviceGroupSnapshot.PortSnapshot;
import org.scst.core.admin.DeviceGroupSnapshot.TargetGroupSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.ObjectChange;
import org.scst.core.admin.ObjectChange.KeyChange;
import org.scst.core.admin.ObjectChange.Kind;
import org.scst.core.admin.TargetSnapshot;

/**
 * Which sessions notice changes of device groups and target groups: those that see a device of the group, at a target of the target
 * group. Who then no longer reaches the device, loses it; so does everybody when a file goes that held states apart.
 *
 * <p><i>Threading:</i> confined to one call.
 */
final class TouchedByStates {
    private static final Set<String> ACTIVE = Set.of("active", "nonoptimized");

    private final List<DeviceGroupSnapshot> groups;
    private final List<ObjectChange> changes;

    /**
     * @param groups in force
     * @param changes all that are planned: a target group may come with its device group
     */
    TouchedByStates(List<DeviceGroupSnapshot> groups, List<ObjectChange> changes) {
        this.groups = groups;
        this.changes = changes;
    }

    static boolean concerns(ObjectChange change) {
        return change.pid().equals(DeviceGroupCheck.DEVICE_GROUP_PID)
                || change.pid().equals(DeviceGroupCheck.TARGET_GROUP_PID);
    }

    List<Touch> of(NexusSnapshot nexus, TargetSnapshot target, ObjectChange change) {
        String name = change.kind() == Kind.RENAMED ? change.formerName() : change.name();
        boolean whole = change.pid().equals(DeviceGroupCheck.DEVICE_GROUP_PID);
        if (!whole
                && !targets(name, change).contains(target.name())
                && !targets(name, change).contains(target.id())) {
            return List.of();
        }
        Set<String> devices = whole ? devices(name) : devices(owner(name, change));
        String what = whole ? "device group" : "target group";
        boolean loss = change.kind() == Kind.REMOVED
                || after(change, "state")
                        .filter(state -> !ACTIVE.contains(state))
                        .isPresent();
        return target.groups().stream()
                .filter(group -> group.name().equals(nexus.group()))
                .flatMap(group -> group.luns().stream())
                .filter(lun -> devices.contains(lun.device()))
                .map(lun -> new Touch(
                        nexus.id(),
                        nexus.initiator(),
                        nexus.address(),
                        nexus.target(),
                        lun.lun(),
                        lun.device(),
                        effect(change, what),
                        loss))
                .toList();
    }

    private static String effect(ObjectChange change, String what) {
        if (change.kind() == Kind.REMOVED) {
            return "its " + what + " goes";
        }
        return after(change, "state")
                .map(state -> "its " + what + " is " + state)
                .orElseGet(() -> change.keys().stream().map(KeyChange::key).collect(Collectors.joining(", "))
                        + " of its " + what);
    }

    private static Optional<String> after(ObjectChange change, String key) {
        return change.keys().stream()
                .filter(one -> one.key().equals(key))
                .flatMap(one -> one.after().stream())
                .map(String::strip)
                .findFirst();
    }

    /** What a key names, before or after the change. */
    private static Stream<String> named(ObjectChange change, String key) {
        return change.keys().stream()
                .filter(one -> one.key().equals(key))
                .flatMap(one -> Stream.concat(one.before().stream(), one.after().stream()))
                .flatMap(list -> DeviceGroupCheck.names(list).stream());
    }

    private Stream<TargetGroupSnapshot> inForce(String targetGroup) {
        return groups.stream()
                .flatMap(group -> group.targetGroups().stream())
                .filter(group -> group.name().equals(targetGroup));
    }

    private Set<String> targets(String name, ObjectChange change) {
        Set<String> targets = named(change, "targets").collect(Collectors.toCollection(HashSet::new));
        inForce(name)
                .flatMap(group -> group.ports().stream())
                .filter(PortSnapshot::local)
                .forEach(port -> targets.add(port.target()));
        return targets;
    }

    private Set<String> owner(String name, ObjectChange change) {
        Set<String> owners = named(change, "device_group").collect(Collectors.toCollection(HashSet::new));
        groups.stream()
                .filter(group ->
                        group.targetGroups().stream().anyMatch(one -> one.name().equals(name)))
                .forEach(group -> owners.add(group.name()));
        return owners;
    }

    private Set<String> devices(Set<String> deviceGroups) {
        return deviceGroups.stream().flatMap(group -> devices(group).stream()).collect(Collectors.toSet());
    }

    private Set<String> devices(String deviceGroup) {
        List<String> devices = new ArrayList<>();
        groups.stream()
                .filter(group -> group.name().equals(deviceGroup))
                .forEach(group -> devices.addAll(group.devices()));
        changes.stream()
                .filter(change -> change.pid().equals(DeviceGroupCheck.DEVICE_GROUP_PID))
                .filter(change -> change.name().equals(deviceGroup))
                .flatMap(change -> named(change, "devices"))
                .forEach(devices::add);
        return Set.copyOf(devices);
    }
}
