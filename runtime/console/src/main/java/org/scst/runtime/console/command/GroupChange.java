package org.scst.runtime.console.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.NexusSnapshot;
import org.scst.runtime.console.command.ConfiguredObjects.LunLine;
import org.scst.runtime.console.text.Plain;

/**
 * Changes of initiator groups. Sessions that would see other LUNs afterwards are named, and need {@code --force}, unless they only see
 * more.
 *
 * <p><i>Threading:</i> thread-safe, as {@link Changes} is.
 */
final class GroupChange {
    private static final String FORCE_CURE = "log them out, or say --force";

    private final Services services;
    private final Changes changes;

    GroupChange(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    Answer add(Conversation conversation, String name, List<String> initiators, Optional<String> target, boolean force)
            throws CommandFailure {
        ConfiguredObjects.requireName(name, "group");
        return changes.exclusively(conversation, objects -> {
            if (objects.group(name).isPresent()) {
                throw CommandFailure.failed(
                        "there is a group \"" + name + "\" already",
                        "choose another name, or \"groups remove\" it first");
            }
            String owner = ConfiguredObjects.targetName(target(objects, target));
            TouchedSessions touched = TouchedSessions.of(
                    services.core(),
                    nexus -> nexus.target().equals(owner) && InitiatorName.takes(initiators, nexus.initiator()));
            touched.require(
                    force, "they would see the LUNs of \"" + name + "\" only, and none is mapped yet", FORCE_CURE);
            return apply(
                    conversation,
                    Mapping.make(name, owner, initiators, Map.of()),
                    "The group \"" + name + "\" of " + owner + " takes " + String.join(", ", initiators)
                            + "; map LUNs: groups map " + name + " DEVICE",
                    touched,
                    Answer.object("group", name, "target", owner, "initiators", initiators));
        });
    }

    Answer remove(Conversation conversation, String name, boolean force) throws CommandFailure {
        return changes.exclusively(conversation, objects -> {
            ConfiguredObject group = group(objects, name);
            TouchedSessions touched = touched(objects, group);
            touched.require(force, "they use the LUNs of \"" + name + "\"", FORCE_CURE);
            return apply(
                    conversation,
                    new Edit(group.pid(), name, Edit.Kind.DELETE, Map.of(), ""),
                    "The group \"" + name + "\" is removed; its initiators see the target's own LUNs",
                    touched,
                    Answer.object("group", name));
        });
    }

    Answer map(Conversation conversation, String name, String device, Optional<Integer> lun, boolean readOnly)
            throws CommandFailure {
        return changes.exclusively(conversation, objects -> {
            ConfiguredObject group = group(objects, name);
            if (objects.disk(device).isEmpty()
                    && services.core().devices().stream()
                            .noneMatch(d -> d.name().equals(device))) {
                throw CommandFailure.failed("there is no device \"" + device + "\"", "\"devices\" lists their names");
            }
            LunPlace place =
                    LunPlace.of("group \"" + name + "\"", ConfiguredObjects.luns(group), device, lun, readOnly);
            String text = "\"" + device + "\" is LUN " + place.lun() + " of group \"" + name + "\""
                    + (readOnly ? ", read-only" : "");
            Object json = Answer.object("group", name, "device", device, "lun", place.lun(), "read_only", readOnly);
            Edit edit = new Edit(group.pid(), name, Edit.Kind.UPDATE, Map.of(place.key(), place.line()), "");
            List<Edit> edits = place.line().isPresent() ? List.of(edit) : List.of();
            return apply(conversation, edits, text, TouchedSessions.of(services.core(), nexus -> false), json);
        });
    }

    Answer unmap(Conversation conversation, String name, int lun, boolean force) throws CommandFailure {
        return changes.exclusively(conversation, objects -> {
            ConfiguredObject group = group(objects, name);
            LunLine line = ConfiguredObjects.luns(group).get(lun);
            if (line == null) {
                throw CommandFailure.failed(
                        "group \"" + name + "\" maps nothing at LUN " + lun, "\"groups\" lists what it maps");
            }
            TouchedSessions touched = touched(objects, group);
            touched.require(force, "they see \"" + line.device() + "\" as LUN " + lun, FORCE_CURE);
            return apply(
                    conversation,
                    new Edit(group.pid(), name, Edit.Kind.UPDATE, Map.of(line.key(), Optional.empty()), ""),
                    "LUN " + lun + " (\"" + line.device() + "\") is taken away from group \"" + name + "\"",
                    touched,
                    Answer.object("group", name, "lun", lun, "device", line.device()));
        });
    }

    private Answer apply(Conversation conversation, Edit edit, String text, TouchedSessions touched, Object json)
            throws CommandFailure {
        return apply(conversation, List.of(edit), text, touched, json);
    }

    private Answer apply(Conversation conversation, List<Edit> edits, String text, TouchedSessions touched, Object json)
            throws CommandFailure {
        ChangeReport report = changes.apply(conversation, edits);
        String all = Plain.of(text) + ".\n" + touched.text("Touched:") + FileProblems.lines(report.problems());
        Object document = Answer.object(
                "change", json,
                "touched_sessions", touched.json(),
                "generation", report.generation(),
                "problems", FileProblems.json(report.problems()));
        return new Answer(report.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.PARTLY, all, document);
    }

    private static ConfiguredObject target(ConfiguredObjects objects, Optional<String> wanted) throws CommandFailure {
        if (wanted.isPresent()) {
            return objects.target(wanted.get())
                    .orElseThrow(() -> CommandFailure.failed(
                            "there is no target \"" + wanted.get() + "\"", "\"targets\" lists their names"));
        }
        List<ConfiguredObject> targets = objects.targets();
        if (targets.size() != 1) {
            String names =
                    targets.stream().map(ConfiguredObjects::targetName).sorted().collect(Collectors.joining(", "));
            throw CommandFailure.failed(
                    targets.isEmpty() ? "there is no target" : "there are several targets: " + names,
                    targets.isEmpty() ? "\"export NAME SIZE\" makes one" : "say which one with --target");
        }
        return targets.getFirst();
    }

    private static ConfiguredObject group(ConfiguredObjects objects, String name) throws CommandFailure {
        return objects.group(name)
                .orElseThrow(() ->
                        CommandFailure.failed("there is no group \"" + name + "\"", "\"groups\" lists their names"));
    }

    private TouchedSessions touched(ConfiguredObjects objects, ConfiguredObject group) throws CommandFailure {
        String owner = objects.target(
                        group.properties().getOrDefault("target", "").strip())
                .map(ConfiguredObjects::targetName)
                .orElse("");
        return TouchedSessions.of(services.core(), nexus -> isOf(nexus, owner, group.name()));
    }

    private static boolean isOf(NexusSnapshot nexus, String target, String group) {
        return nexus.target().equals(target) && nexus.group().equals(group);
    }
}
