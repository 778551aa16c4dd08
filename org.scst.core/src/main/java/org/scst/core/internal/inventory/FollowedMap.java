package org.scst.core.internal.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.scst.core.admin.Problem;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.lunmap.InitiatorGroup;
import org.scst.core.internal.lunmap.LunMap;

/**
 * Keeps the LUN map of one group at what its file says. While the file and the devices in the map are what they were, so is the map; and
 * of a file that is another only the lines are looked at that are.
 *
 * <p><i>Threading:</i> confined to the control thread.
 */
final class FollowedMap {
    private final InitiatorGroup group;
    private ConfiguredObjects.Instance instance;
    /** Every device in the map, and perhaps some that were. */
    private Set<String> devices = Set.of();

    private List<Problem> problems = List.of();
    private List<Problem> unknown = List.of();
    /** Devices of which it has not been asked yet whether a file defines them. */
    private Set<String> unasked = new HashSet<>();

    FollowedMap(InitiatorGroup group) {
        this.group = group;
    }

    /**
     * Brings the map to what the file says now.
     *
     * @param touched devices that are new, changed or gone
     * @return whether the group has another map
     */
    boolean follow(ConfiguredObjects.Instance now, Set<String> touched, Function<String, LogicalUnit> device) {
        boolean untouched = instance != null && Collections.disjoint(touched, devices);
        if (untouched && instance == now) {
            return false;
        }
        LunMap before = group.map();
        LunMap next = untouched && problems.isEmpty() ? changed(before, now, device) : null;
        if (next == null) {
            next = whole(before, now, device);
        }
        instance = now;
        if (next != before) {
            group.map(next);
        }
        return next != before;
    }

    /** By the lines that are not what they were; {@code null} when there is something wrong with them. */
    private LunMap changed(LunMap before, ConfiguredObjects.Instance now, Function<String, LogicalUnit> device) {
        LunLines.Difference difference = now.luns().since(instance.luns());
        List<Problem> found = new ArrayList<>();
        LunMap next = new MapLines(now, device, found).applyTo(before, difference);
        if (!found.isEmpty() || next == null || devices.size() > 2 * next.size() + LunMap.PAGE) {
            return null;
        }
        for (LunLines.Line line : difference.come()) {
            String name = MapLines.device(line);
            devices.add(name);
            unasked.add(name);
        }
        return next;
    }

    private LunMap whole(LunMap before, ConfiguredObjects.Instance now, Function<String, LogicalUnit> device) {
        List<Problem> found = new ArrayList<>();
        LunMap next = new MapLines(now, device, found).applyTo(before);
        problems = found;
        devices = new HashSet<>();
        next.entries().forEach(entry -> devices.add(entry.logicalUnit().name()));
        unasked = new HashSet<>(devices);
        return next;
    }

    /** What was found in the LUN lines. */
    List<Problem> problems() {
        return problems;
    }

    /** LUNs of devices that no file defines. */
    List<Problem> unknownDevices(Predicate<String> defined) {
        if (!unasked.isEmpty() || !unknown.isEmpty()) {
            boolean all = unknown.isEmpty() && unasked.stream().allMatch(defined);
            unknown = all ? List.of() : unknown(defined);
            unasked = new HashSet<>();
        }
        return unknown;
    }

    private List<Problem> unknown(Predicate<String> defined) {
        return group.map().entries().stream()
                .filter(entry -> !defined.test(entry.logicalUnit().name()))
                .map(entry -> new Problem(
                        instance.pid(),
                        instance.name(),
                        "lun." + entry.lun(),
                        "no file defines a device named " + entry.logicalUnit().name()
                                + "; the LUN stays mapped and NOT READY",
                        "Create the device, or correct its name."))
                .toList();
    }
}
