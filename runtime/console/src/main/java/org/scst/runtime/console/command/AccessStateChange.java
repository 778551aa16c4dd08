package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.admin.DeviceGroupSnapshot.PortSnapshot;
import org.scst.core.admin.DeviceGroupSnapshot.TargetGroupSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.runtime.console.text.Plain;

/**
 * Changes the state of a target group: in its file, and, where an initiator has set another, back to the file. Sessions that would no
 * longer reach a device are named, and need {@code --force}.
 *
 * <p><i>Threading:</i> thread-safe, as {@link Changes} is.
 */
final class AccessStateChange {
    static final List<String> STATES =
            List.of("active", "nonoptimized", "standby", "unavailable", "offline", "transitioning");

    private static final Set<String> ACTIVE = Set.of("active", "nonoptimized");
    private static final String STATE = "state";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Services services;
    private final Changes changes;

    AccessStateChange(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    Answer set(Conversation conversation, String name, String state, boolean force) throws CommandFailure {
        if (!STATES.contains(state)) {
            throw CommandFailure.usage(
                    "\"" + state + "\" is no state of a target group", "it can be: " + String.join(", ", STATES));
        }
        return changes.exclusively(conversation, objects -> {
            ConfiguredObject file = objects.targetGroup(name)
                    .orElseThrow(() -> CommandFailure.failed(
                            "there is no target group \"" + name + "\"", "\"alua\" lists their names"));
            Administration core = services.core();
            TouchedSessions touched = TouchedSessions.of(core, nexus -> reaches(core, nexus, name));
            if (!ACTIVE.contains(state)) {
                touched.require(
                        force,
                        "they could not read or write through \"" + name + "\" any more",
                        "see that they have other paths, then say --force");
            }
            ChangeReport report = changes.apply(conversation, edits(file, state));
            follow(core, name, conversation);
            String text = "Target group \"" + name + "\" is " + state + ": its initiators are told";
            Object json = Answer.object("target_group", name, "state", state);
            return new Answer(
                    report.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.PARTLY,
                    Plain.of(text) + ".\n" + touched.text("Touched:") + FileProblems.lines(report.problems()),
                    Answer.object(
                            "change", json,
                            "touched_sessions", touched.json(),
                            "generation", report.generation(),
                            "problems", FileProblems.json(report.problems())));
        });
    }

    private static List<Edit> edits(ConfiguredObject file, String state) {
        return file.properties().getOrDefault(STATE, "active").strip().equals(state)
                ? List.of()
                : List.of(new Edit(file.pid(), file.name(), Edit.Kind.UPDATE, Map.of(STATE, Optional.of(state)), ""));
    }

    /** What an initiator has set gives way to the operator's word, also when the file said that word before. */
    private static void follow(Administration core, String name, Conversation conversation) throws CommandFailure {
        try {
            conversation.await(core.followFile(name), LIMIT);
        } catch (ExecutionException notInForce) {
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "the file says it, but " + notInForce.getCause().getMessage() + " that is in force",
                    "\"status\" says what keeps it from that",
                    List.of());
        } catch (TimeoutException | InterruptedException late) {
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    "the file says it, but commands of before have not ended yet",
                    "see \"commands\" and \"alua\"",
                    List.of());
        }
    }

    /** Whether a nexus is at a target of this machine in the group, and sees one of the devices. */
    private static boolean reaches(Administration core, NexusSnapshot nexus, String targetGroup) {
        for (DeviceGroupSnapshot group : core.deviceGroups()) {
            for (TargetGroupSnapshot one : group.targetGroups()) {
                if (one.name().equals(targetGroup) && isAt(nexus, one)) {
                    return TouchedSessions.sees(core, nexus, Set.copyOf(group.devices()));
                }
            }
        }
        return false;
    }

    private static boolean isAt(NexusSnapshot nexus, TargetGroupSnapshot group) {
        return group.ports().stream()
                .filter(PortSnapshot::local)
                .map(PortSnapshot::target)
                .collect(Collectors.toSet())
                .contains(nexus.target());
    }
}
