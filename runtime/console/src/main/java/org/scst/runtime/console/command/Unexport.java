package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.scst.core.admin.Administration;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.console.text.Table;

/** {@code unexport}: takes a disk away from all targets and out of the configuration; its data stays. */
final class Unexport implements Command {
    private static final String DELETE_FILE = "--delete-file";

    private final Services services;
    private final Changes changes;

    Unexport(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "unexport";
    }

    @Override
    public String purpose() {
        return "Stop serving a disk and remove its configuration; the file with its data stays";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "NAME [--force] [--delete-file no]",
                        1,
                        1,
                        Grammar.flag(TouchedSessions.FORCE),
                        Grammar.value(DELETE_FILE, Noun.choice("no")))
                .with(Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("disk1", "refused while initiators use it"),
                new Example("disk1 --force", "take it away from them"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        if (!words.option(DELETE_FILE).orElse("no").equals("no")) {
            throw CommandFailure.usage(
                    "data is never deleted by a command of this program",
                    "leave the option out, and remove the file yourself");
        }
        String name = words.word(0).orElseThrow();
        return changes.exclusively(
                conversation, objects -> unexport(conversation, objects, name, words.has(TouchedSessions.FORCE)));
    }

    private Answer unexport(Conversation conversation, ConfiguredObjects objects, String name, boolean force)
            throws CommandFailure {
        ConfiguredObject disk = objects.disk(name)
                .orElseThrow(() ->
                        CommandFailure.failed("there is no disk \"" + name + "\"", "\"devices\" lists their names"));
        Table touched = touchedSessions(services.core(), name);
        if (!touched.isEmpty() && !force) {
            throw new CommandFailure(
                    ExitStatus.NEEDS_FORCE,
                    "initiators use \"" + name + "\": " + initiators(touched),
                    "log them out, or take the disk away from them with --force",
                    List.of());
        }
        List<Edit> edits = new ArrayList<>();
        Map<ConfiguredObject, Map<String, Optional<String>>> removals = new HashMap<>();
        objects.linesOf(name)
                .forEach(line -> removals.computeIfAbsent(line.owner(), owner -> new TreeMap<>())
                        .put(line.key(), Optional.empty()));
        removals.forEach((owner, keys) -> edits.add(new Edit(owner.pid(), owner.name(), Edit.Kind.UPDATE, keys, "")));
        edits.add(new Edit(disk.pid(), disk.name(), Edit.Kind.DELETE, Map.of(), ""));
        ChangeReport report = changes.apply(conversation, edits);

        Optional<String> data = ConfiguredObjects.dataFile(disk);
        String kept = data.map(file -> " Its data is still in " + file + ".").orElse("");
        String text = Plain.of("\"" + name + "\" is not served any more." + kept) + "\n"
                + (touched.isEmpty() ? "" : "It was taken away from:\n" + touched.text(""))
                + FileProblems.lines(report.problems());
        Object json = Answer.object(
                "device", name,
                "file", data.orElse(null),
                "touched_sessions", touched.json(),
                "generation", report.generation(),
                "problems", FileProblems.json(report.problems()));
        return new Answer(report.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.PARTLY, text, json);
    }

    private static Table touchedSessions(Administration core, String device) {
        Table table = new Table()
                .column("INITIATOR", "initiator")
                .column("ADDRESS", "address")
                .column("TARGET", "target")
                .column("LUN", "lun")
                .column("IN FLIGHT", "commands_in_flight");
        List<CommandSnapshot> commands = core.commands();
        for (NexusSnapshot nexus : core.nexuses()) {
            long inFlight = commands.stream()
                    .filter(command -> command.nexus().equals(nexus.id())
                            && command.device().equals(device))
                    .count();
            core.targets().stream()
                    .filter(target -> target.name().equals(nexus.target()))
                    .flatMap(target -> target.groups().stream())
                    .filter(group -> group.name().equals(nexus.group()))
                    .flatMap(group -> group.luns().stream())
                    .filter(lun -> lun.device().equals(device))
                    .map(TargetSnapshot.LunSnapshot::lun)
                    .forEach(lun -> table.row(nexus.initiator(), nexus.address(), nexus.target(), lun, inFlight));
        }
        return table;
    }

    private static String initiators(Table touched) {
        return touched.json().stream()
                .map(row -> row.get("initiator") + " (" + row.get("address") + ", LUN " + row.get("lun") + " of "
                        + row.get("target") + ", " + row.get("commands_in_flight") + " commands in flight)")
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
    }
}
