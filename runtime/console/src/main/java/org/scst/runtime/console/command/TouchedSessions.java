package org.scst.runtime.console.command;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.NexusSnapshot;
import org.scst.runtime.console.text.Table;

/**
 * The live sessions that a command is about to touch: they are named, and nothing happens to them without {@code --force}.
 *
 * <p><i>Threading:</i> immutable.
 */
final class TouchedSessions {
    static final String FORCE = "--force";

    private final Table table;

    private TouchedSessions(Table table) {
        this.table = table;
    }

    static TouchedSessions of(Administration core, Predicate<NexusSnapshot> touched) {
        Table table = new Table()
                .column("SESSION", "session")
                .column("INITIATOR", "initiator")
                .column("ADDRESS", "address")
                .column("TARGET", "target")
                .column("GROUP", "group")
                .column("IN FLIGHT", "commands_in_flight");
        core.nexuses().stream()
                .filter(touched)
                .forEach(nexus -> table.row(
                        nexus.id(),
                        nexus.initiator(),
                        nexus.address(),
                        nexus.target(),
                        nexus.group(),
                        nexus.commands()));
        return new TouchedSessions(table);
    }

    /** Those of initiators for whom one of the devices is mapped. */
    static TouchedSessions thatSee(Administration core, Set<String> devices) {
        return of(core, nexus -> sees(core, nexus, devices));
    }

    /** Whether one of the devices is mapped for a nexus. */
    static boolean sees(Administration core, NexusSnapshot nexus, Set<String> devices) {
        return core.targets().stream()
                .filter(target -> target.name().equals(nexus.target()))
                .flatMap(target -> target.groups().stream())
                .filter(group -> group.name().equals(nexus.group()))
                .flatMap(group -> group.luns().stream())
                .anyMatch(lun -> devices.contains(lun.device()));
    }

    boolean isEmpty() {
        return table.isEmpty();
    }

    /** Refuses to go on when there are some and nobody insists. */
    void require(boolean force, String what, String cure) throws CommandFailure {
        if (!isEmpty() && !force) {
            throw new CommandFailure(ExitStatus.NEEDS_FORCE, what + ": " + named(), cure, List.of());
        }
    }

    /** Them all after a heading, nothing when there is none. */
    String text(String heading) {
        return isEmpty() ? "" : heading + "\n" + table.text("");
    }

    List<Map<String, Object>> json() {
        return table.json();
    }

    private String named() {
        return table.json().stream()
                .map(row -> row.get("initiator") + " (session " + row.get("session") + " from " + row.get("address")
                        + " at " + row.get("target") + ", " + row.get("commands_in_flight") + " commands in flight)")
                .collect(Collectors.joining("; "));
    }
}
