package org.scst.core.internal.lunmap;

import java.util.List;
import java.util.stream.Stream;

/**
 * The initiator groups of one target. Groups are asked in order; the first that takes an initiator wins, else the target's own.
 *
 * <p><i>Threading:</i> thread-safe; groups are an immutable snapshot behind a volatile.
 */
public final class TargetMaps {
    /** Names that no pattern means, unless it means everybody who speaks that kind of name. */
    private static final List<String> STRANGERS = List.of(
            "iqn.1987-06.zk7v.xq:w3jq9", "eui.02f7c3a1964b8d5e", "naa.52f7c3a1964b8d5e", "52:f7:c3:a1:96:4b:8d:5e");

    private static final char PORTAL = '#';

    private final String target;
    private final InitiatorGroup own = new InitiatorGroup("", List.of());
    private volatile List<InitiatorGroup> groups = List.of();
    private volatile boolean strictDirection;
    private volatile boolean eventsDisabled;

    /** @param target name of the target port */
    public TargetMaps(String target) {
        this.target = target;
    }

    /** Name of the target port. */
    public String target() {
        return target;
    }

    /** The target's own group. */
    public InitiatorGroup own() {
        return own;
    }

    /** The named groups, in the order they are asked. */
    public List<InitiatorGroup> groups() {
        return groups;
    }

    /** Puts another list of named groups in force. */
    public void groups(List<InitiatorGroup> next) {
        groups = List.copyOf(next);
    }

    /** Whether a command is refused that is announced with data in another direction than its CDB has. */
    public boolean strictDirection() {
        return strictDirection;
    }

    /** From the next command on. */
    public void strictDirection(boolean strict) {
        strictDirection = strict;
    }

    /** Whether no asynchronous event is sent; unit attention conditions tell all the same. */
    public boolean eventsDisabled() {
        return eventsDisabled;
    }

    /** From the next event on. */
    public void eventsDisabled(boolean disabled) {
        eventsDisabled = disabled;
    }

    /** Whether a stranger is given logical units, by whatever portal it comes: groups may match NAME#PORTAL. */
    public boolean openToAll() {
        if (groups.isEmpty()) {
            return own.map().size() > 0;
        }
        return Stream.concat(Stream.of(""), portals())
                .anyMatch(portal -> STRANGERS.stream()
                        .anyMatch(name -> groupFor(name + portal).map().size() > 0));
    }

    /** One portal for each pattern that speaks of some. */
    private Stream<String> portals() {
        return groups.stream()
                .flatMap(group -> group.patterns().stream())
                .filter(pattern -> pattern.indexOf(PORTAL) >= 0)
                .map(pattern -> pattern.substring(pattern.indexOf(PORTAL))
                        .replace("*", "")
                        .replace('?', '1'))
                .distinct();
    }

    /** The group an initiator is given. */
    public InitiatorGroup groupFor(String groupName) {
        for (InitiatorGroup group : groups) {
            if (group.takes(groupName)) {
                return group;
            }
        }
        return own;
    }
}
