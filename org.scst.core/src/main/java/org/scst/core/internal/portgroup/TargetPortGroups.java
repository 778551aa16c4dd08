package org.scst.core.internal.portgroup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.AsymmetricAccessState;

/**
 * The target port groups of one device group at one moment: what its logical units report, and what their commands are judged by.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class TargetPortGroups {
    private static final String REPORTS = " reports ";

    private final String deviceGroup;
    private final List<TargetPortGroup> groups;
    private final Map<Integer, TargetPortGroup> byPort = new HashMap<>();
    private final StateSetting setting;

    /**
     * @param deviceGroup name of the device group
     * @param groups its target port groups; no port is in two of them
     * @param setting does what SET TARGET PORT GROUPS asks for; {@code null} when initiators cannot set states
     */
    public TargetPortGroups(String deviceGroup, List<TargetPortGroup> groups, StateSetting setting) {
        this.deviceGroup = deviceGroup;
        this.groups = groups.stream()
                .sorted(Comparator.comparingInt(TargetPortGroup::id))
                .toList();
        this.setting = setting;
        this.groups.forEach(group -> group.ports().forEach(port -> byPort.put(port, group)));
    }

    /** Name of the device group. */
    public String deviceGroup() {
        return deviceGroup;
    }

    /** By ascending TARGET PORT GROUP. */
    public List<TargetPortGroup> groups() {
        return groups;
    }

    /** Does what SET TARGET PORT GROUPS asks for; {@code null} when initiators cannot set states. */
    public StateSetting setting() {
        return setting;
    }

    /** The group of a port; {@code null} when it is in none. */
    public TargetPortGroup of(int relativePortIdentifier) {
        return byPort.get(relativePortIdentifier);
    }

    /** The state at a port: active when it is in no group. */
    public AsymmetricAccessState stateAt(int relativePortIdentifier) {
        TargetPortGroup group = of(relativePortIdentifier);
        return group == null ? AsymmetricAccessState.ACTIVE_OPTIMIZED : group.state();
    }

    /** The group of this number; {@code null} when there is none. */
    public TargetPortGroup numbered(int id) {
        return groups.stream().filter(group -> group.id() == id).findFirst().orElse(null);
    }

    /** The group whose file has this name; {@code null} when there is none. */
    public TargetPortGroup named(String name) {
        return groups.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Whether the medium can be reached through a port of ours, or none of ours is in any group. */
    public boolean reachableHere() {
        List<TargetPortGroup> local =
                groups.stream().filter(TargetPortGroup::local).toList();
        return local.isEmpty() || local.stream().anyMatch(group -> group.state().isActive());
    }

    /** The same with other states of some groups. */
    public TargetPortGroups in(Map<Integer, AsymmetricAccessState> states, TargetPortGroup.Altered how) {
        List<TargetPortGroup> next = groups.stream()
                .map(group -> group.in(states.getOrDefault(group.id(), group.state()), how))
                .toList();
        return new TargetPortGroups(deviceGroup, next, setting);
    }

    /** Whether REPORT TARGET PORT GROUPS says the same of both, but for how it came to that. */
    public boolean reportsLike(TargetPortGroups other) {
        if (groups.size() != other.groups.size()) {
            return false;
        }
        for (int i = 0; i < groups.size(); i++) {
            if (!groups.get(i).looksLike(other.groups.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing at all differs. */
    public boolean sameAs(TargetPortGroups other) {
        return setting == other.setting && groups.equals(other.groups);
    }

    /** Whether INQUIRY says the same of both at every port. */
    public boolean identifiesLike(TargetPortGroups other) {
        return (setting == null) == (other.setting == null) && numbers().equals(other.numbers());
    }

    private Map<Integer, Integer> numbers() {
        return byPort.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().id()));
    }

    /** What initiators know of them, as one line: to be compared with {@link #changedSince} after a restart. */
    public String known() {
        return known(this);
    }

    private static String known(TargetPortGroups groups) {
        if (groups == null) {
            return "";
        }
        return (groups.setting == null ? "implicit " : "explicit ")
                + new TreeMap<>(groups.numbers())
                + REPORTS
                + groups.groups.stream()
                        .map(group -> group.id() + " " + group.preferred() + " " + group.state() + " " + group.ports())
                        .collect(Collectors.joining(", "));
    }

    /**
     * What initiators have to be told after a restart.
     *
     * @param before what {@link #known} was before; empty when there were none
     * @param now what holds now, or {@code null}
     */
    public static List<AdditionalSense> changedSince(String before, TargetPortGroups now) {
        String[] earlier = before.split(Pattern.quote(REPORTS), -1);
        String[] current = known(now).split(Pattern.quote(REPORTS), -1);
        List<AdditionalSense> told = new ArrayList<>();
        if (!earlier[0].equals(current[0])) {
            told.add(AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
        }
        if (earlier.length == 2 && current.length == 2 && !earlier[1].equals(current[1])) {
            told.add(AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        }
        return told;
    }
}
