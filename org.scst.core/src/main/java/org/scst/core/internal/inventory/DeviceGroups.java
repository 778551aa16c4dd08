package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.Problem;
import org.scst.core.internal.event.Events;
import org.scst.core.internal.inventory.PlannedDeviceGroup.PlannedTargetGroup;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.portgroup.StateSetting;
import org.scst.core.internal.portgroup.TargetPortGroup;
import org.scst.core.internal.portgroup.TargetPortGroup.Altered;
import org.scst.core.internal.portgroup.TargetPortGroups;
import org.scst.core.scsi.AsymmetricAccessState;

/**
 * The device groups in force, with their target groups: a state is what the file says, or what an initiator has set since.
 *
 * <p><i>Threading:</i> changes are confined to the control thread; {@link #all} may be called anywhere.
 */
final class DeviceGroups {
    /** A device group in force, and the files it was made from. */
    record InForce(PlannedDeviceGroup plan, TargetPortGroups groups) {}

    private final ExplicitStates explicit;
    private final Events events;
    private final StateSetting setting;
    private DeviceGroupFiles files;
    private Devices devices;
    private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);
    private volatile Map<String, InForce> byName = Map.of();

    /** @param setting does what initiators ask for */
    DeviceGroups(ExplicitStates explicit, Events events, StateSetting setting) {
        this.explicit = explicit;
        this.events = events;
        this.setting = setting;
    }

    /** By name. */
    Map<String, InForce> all() {
        return byName;
    }

    ExplicitStates explicit() {
        return explicit;
    }

    /** Ends when what was changed last is in force. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /** First half of a generation: what the files say, and which of the states that initiators have set still hold. */
    List<Problem> read(ConfiguredObjects objects) {
        files = new DeviceGroupFiles(objects);
        Map<String, AsymmetricAccessState> configured = new HashMap<>();
        files.groups().values().stream()
                .filter(PlannedDeviceGroup::explicit)
                .flatMap(group -> group.targetGroups().values().stream())
                .forEach(group -> configured.put(group.name(), group.state()));
        explicit.follow(configured);
        return files.problems();
    }

    /** Devices that no target port of this machine gives access to by what was read. */
    Set<String> inactive() {
        Set<String> inactive = new HashSet<>();
        for (PlannedDeviceGroup plan : files.groups().values()) {
            List<PlannedTargetGroup> local = plan.targetGroups().values().stream()
                    .filter(group -> !group.local().isEmpty())
                    .toList();
            if (!local.isEmpty()
                    && local.stream()
                            .noneMatch(group ->
                                    explicit.of(group.name(), group.state()).isActive())) {
                inactive.addAll(plan.devices());
            }
        }
        return inactive;
    }

    /** Second half, with the devices and targets of the generation: puts it in force. */
    List<Problem> apply(Targets targets, Devices present) {
        List<Problem> problems = new ArrayList<>();
        devices = present;
        Map<String, InForce> next = new TreeMap<>();
        for (PlannedDeviceGroup plan : files.groups().values()) {
            if (plan.targetGroups().isEmpty()) {
                problems.add(problem(
                        plan,
                        "no target group is of this device group, so it is not in force",
                        "Create org.scst.core.target_group-NAME.cfg with device_group = " + plan.name() + "."));
            } else {
                next.put(plan.name(), new InForce(plan, groups(plan, targets, problems)));
                unlisted(plan, targets.all().values(), problems);
            }
        }
        putInForce(next, null);
        return problems;
    }

    private static Problem problem(PlannedDeviceGroup plan, String cause, String cure) {
        return new Problem(ConfiguredObjects.DEVICE_GROUP_PID, plan.name(), "devices", cause, cure);
    }

    private TargetPortGroups groups(PlannedDeviceGroup plan, Targets targets, List<Problem> problems) {
        InForce before = byName.get(plan.name());
        List<TargetPortGroup> groups = new ArrayList<>();
        for (PlannedTargetGroup group : plan.targetGroups().values()) {
            AsymmetricAccessState state = explicit.of(group.name(), group.state());
            groups.add(new TargetPortGroup(
                    group.name(),
                    group.id(),
                    group.preferred(),
                    state,
                    altered(before, group.name(), state),
                    ports(group, targets, problems),
                    !group.local().isEmpty()));
        }
        TargetPortGroups next = new TargetPortGroups(plan.name(), groups, plan.explicit() ? setting : null);
        return before != null && before.groups().sameAs(next) ? before.groups() : next;
    }

    private Altered altered(InForce before, String targetGroup, AsymmetricAccessState state) {
        TargetPortGroup earlier = before == null ? null : before.groups().named(targetGroup);
        if (earlier == null) {
            return explicit.isSet(targetGroup) ? Altered.EXPLICITLY : Altered.NEVER;
        }
        return earlier.state() == state ? earlier.altered() : Altered.IMPLICITLY;
    }

    private static List<Integer> ports(PlannedTargetGroup group, Targets targets, List<Problem> problems) {
        List<Integer> ports = new ArrayList<>();
        for (String name : group.local()) {
            ports.add(targets.find(name).port().relativePortIdentifier());
        }
        ports.sort(null);
        group.remote().forEach((id, name) -> {
            if (targets.all().values().stream().anyMatch(target -> target.port().relativePortIdentifier() == id)) {
                problems.add(new Problem(
                        ConfiguredObjects.TARGET_GROUP_PID,
                        group.name(),
                        "remote_targets",
                        "a target of this machine has the rel_tgt_id " + id + " of " + name,
                        "Initiators tell ports apart by it: see \"targets\" on both machines."));
            } else {
                ports.add(id);
            }
        });
        return ports;
    }

    /** Targets that show a device of the group, and of whose ports nothing is said. */
    private static void unlisted(PlannedDeviceGroup plan, Collection<Targets.Target> all, List<Problem> problems) {
        Set<String> listed = new HashSet<>();
        plan.targetGroups().values().forEach(group -> listed.addAll(group.local()));
        for (Targets.Target target : all) {
            if (!listed.contains(target.name()) && shows(target, plan.devices())) {
                problems.add(problem(
                        plan,
                        target.name()
                                + " maps a device of this group, and is in none of its target groups: it is active"
                                + " there, whatever they are",
                        "Add it to the targets of one of them."));
            }
        }
    }

    private static boolean shows(Targets.Target target, List<String> names) {
        List<InitiatorGroup> maps = new ArrayList<>(target.port().maps().groups());
        maps.add(target.port().maps().own());
        return maps.stream()
                .flatMap(group -> group.map().entries().stream())
                .anyMatch(entry -> names.contains(entry.logicalUnit().name()));
    }

    /**
     * Puts states in force that an initiator has set, and that are kept.
     *
     * @param by its nexus
     * @return ends when they are in force
     */
    CompletableFuture<Void> set(String deviceGroup, Map<Integer, AsymmetricAccessState> states, Object by) {
        InForce before = byName.get(deviceGroup);
        if (before != null) {
            Map<String, InForce> next = new TreeMap<>(byName);
            next.put(deviceGroup, new InForce(before.plan(), before.groups().in(states, Altered.EXPLICITLY)));
            putInForce(next, by);
        }
        return settled;
    }

    /** Whether storage that was to be opened for the states of a device group has not opened. */
    boolean hasFailed(String deviceGroup) {
        InForce group = byName.get(deviceGroup);
        return group == null
                || group.plan().devices().stream()
                        .map(devices.all()::get)
                        .anyMatch(device -> device != null && device.transitionFailed());
    }

    /** An operator wants the file to hold again for a target group. */
    void followFile(String targetGroup) {
        explicit.forget(Set.of(targetGroup));
        Map<String, InForce> next = new TreeMap<>(byName);
        next.replaceAll((name, group) -> {
            PlannedTargetGroup file = group.plan().targetGroups().get(targetGroup);
            return file == null
                    ? group
                    : new InForce(group.plan(), group.groups().in(Map.of(file.id(), file.state()), Altered.IMPLICITLY));
        });
        putInForce(next, null);
    }

    private void putInForce(Map<String, InForce> next, Object by) {
        Map<String, InForce> before = byName;
        byName = next;
        Map<String, TargetPortGroups> byDevice = new HashMap<>();
        next.values().forEach(group -> group.plan().devices().forEach(device -> byDevice.put(device, group.groups())));
        Set<String> concerned = new TreeSet<>(byDevice.keySet());
        before.values().forEach(group -> concerned.addAll(group.plan().devices()));
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (String name : concerned) {
            Device device = devices.all().get(name);
            if (device != null) {
                TargetPortGroups groups = byDevice.get(name);
                all.add(PortGroupChange.begin(device.facts(), groups, by));
                device.active(groups == null || groups.reachableHere());
                all.add(device.settled());
            }
        }
        settled = CompletableFuture.allOf(
                all.stream().filter(one -> !one.isDone()).toArray(CompletableFuture[]::new));
        before.forEach((name, group) -> tell(group, next.get(name)));
    }

    private void tell(InForce before, InForce next) {
        for (TargetPortGroup earlier : before.groups().groups()) {
            TargetPortGroup now = next == null ? null : next.groups().named(earlier.name());
            if (now != null && now.state() != earlier.state()) {
                events.post(
                        EventKind.ACCESS_STATE_CHANGED,
                        "Target group " + now.name() + " of " + before.plan().name() + " is "
                                + now.state().word() + ", no longer "
                                + earlier.state().word(),
                        before.plan().name(),
                        now.name(),
                        now.state().word(),
                        earlier.state().word(),
                        now.altered() == Altered.EXPLICITLY);
            }
        }
    }
}
