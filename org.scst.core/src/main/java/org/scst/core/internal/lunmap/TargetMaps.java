package org.scst.core.internal.lunmap;

import java.util.List;

/**
 * The initiator groups of one target. Groups are asked in order; the first that takes an initiator wins, else the target's own.
 *
 * <p><i>Threading:</i> thread-safe; groups are an immutable snapshot behind a volatile.
 */
public final class TargetMaps {
    /** Names that no pattern means, unless it means everybody who speaks that kind of name. */
    private static final List<String> STRANGERS = List.of(
            "iqn.1987-06.zk7v.xq:w3jq9", "eui.02f7c3a1964b8d5e", "naa.52f7c3a1964b8d5e", "52:f7:c3:a1:96:4b:8d:5e");

    private final String target;
    private final InitiatorGroup own = new InitiatorGroup("", List.of());
    private volatile List<InitiatorGroup> groups = List.of();

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

    /** Whether a stranger is given logical units. */
    public boolean openToAll() {
        return STRANGERS.stream().anyMatch(name -> groupFor(name).map().size() > 0);
    }

    /** The group an initiator is given. */
    public InitiatorGroup groupFor(String initiatorName) {
        for (InitiatorGroup group : groups) {
            if (group.takes(initiatorName)) {
                return group;
            }
        }
        return own;
    }
}
