package org.scst.runtime.console.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.runtime.console.text.Plain;

/** {@code insert}: puts a medium into a removable disk or a drive: the one that was ejected, or another file. */
final class Insert implements Command {
    private static final String READY = "ready";
    private static final String FILENAME = "filename";

    private final Services services;
    private final Changes changes;

    Insert(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "insert";
    }

    @Override
    public String purpose() {
        return "Put a medium into a removable disk or a CD drive: what was ejected, or another file";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("NAME [FILE] [" + Eject.FORCE + "]", 1, 2, Grammar.flag(Eject.FORCE))
                .with(Noun.DEVICE, Noun.FILE);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("cd1 /srv/iso/debian.iso", "in place of what is in it, unless an initiator prevents that"),
                new Example("cd1", "what was ejected"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String name = words.word(0).orElseThrow();
        if (words.word(1).isEmpty()) {
            load(conversation, name);
            return inserted(name);
        }
        Path file = file(words.word(1).get(), conversation.folder());
        return changes.exclusively(
                conversation, objects -> insert(conversation, objects, name, file, words.has(Eject.FORCE)));
    }

    private static Path file(String word, Path folder) throws CommandFailure {
        try {
            Path file = folder.resolve(word).normalize();
            if (Files.exists(file)) {
                return file;
            }
            throw CommandFailure.failed("there is no file " + file, "name one that is there");
        } catch (InvalidPathException e) {
            throw CommandFailure.usage("\"" + word + "\" cannot be the name of a file", "name another");
        }
    }

    private void load(Conversation conversation, String name) throws CommandFailure {
        DeviceRequest.of(services, name)
                .ask(
                        conversation,
                        "Putting the medium in",
                        (core, device) -> core.loadMedium(device),
                        reason -> CommandFailure.failed(
                                "nothing can be put into \"" + name + "\": " + reason, "see \"devices\""));
    }

    private Answer insert(Conversation conversation, ConfiguredObjects objects, String name, Path file, boolean force)
            throws CommandFailure {
        if (objects.disk(name).isEmpty()) {
            throw CommandFailure.failed("there is no disk \"" + name + "\"", "\"devices\" lists their names");
        }
        String configured =
                objects.disk(name).get().properties().getOrDefault(FILENAME, "").strip();
        if (!configured.equals(file.toString())) {
            Eject.eject(DeviceRequest.of(services, name), conversation, name, force);
            exchange(conversation, name, file);
        } else {
            load(conversation, name);
        }
        return inserted(name);
    }

    private void exchange(Conversation conversation, String name, Path file) throws CommandFailure {
        Edit edit = new Edit(
                ConfiguredObjects.DISK_PID,
                name,
                Edit.Kind.UPDATE,
                Map.of(FILENAME, Optional.of(file.toString()), "file", Optional.empty()),
                "");
        ChangeReport report = changes.apply(conversation, List.of(edit));
        boolean ready = changes.settles(
                conversation,
                () -> device(name).map(device -> device.state().equals(READY)).orElse(false));
        if (!ready) {
            String reason = device(name).map(DeviceSnapshot::reason).orElse("it is gone");
            throw new CommandFailure(
                    ExitStatus.PARTLY,
                    file + " is named, but \"" + name + "\" is not ready: " + reason,
                    "see \"status\"",
                    report.problems());
        }
    }

    private Optional<DeviceSnapshot> device(String name) {
        return services.administration().flatMap(core -> Devices.find(core, name));
    }

    private Answer inserted(String name) {
        String medium = device(name)
                .map(device -> device.properties().getOrDefault(FILENAME, ""))
                .orElse("");
        return Answer.done(
                Plain.of("\"" + name + "\" has its medium: " + medium) + "\n",
                Answer.object("device", name, "inserted", medium));
    }
}
