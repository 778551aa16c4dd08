package org.scst.runtime.console.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Plain;

/** {@code resize}: makes a disk larger while it is in use. */
final class Resize implements Command {
    private static final String READY = "ready";

    private final Services services;
    private final Changes changes;

    Resize(Services services, Changes changes) {
        this.services = services;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "resize";
    }

    @Override
    public String purpose() {
        return "Make a disk larger; initiators notice it while they go on";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("NAME SIZE", 2, 2).with(Noun.DEVICE, Noun.ANYTHING);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("disk1 20G", "while initiators use it; it never shrinks"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String name = words.word(0).orElseThrow();
        Bytes size = Sizes.parse(words.word(1).orElseThrow());
        return changes.exclusively(conversation, objects -> resize(conversation, objects, name, size));
    }

    private Answer resize(Conversation conversation, ConfiguredObjects objects, String name, Bytes size)
            throws CommandFailure {
        if (objects.disk(name).isEmpty()) {
            throw CommandFailure.failed("there is no disk \"" + name + "\"", "\"devices\" lists their names");
        }
        long before = requireLarger(name, size);
        Edit edit = new Edit(
                ConfiguredObjects.DISK_PID, name, Edit.Kind.UPDATE, Map.of("size", Optional.of(size.exact())), "");
        ChangeReport report = changes.apply(conversation, List.of(edit));
        boolean grown = changes.settles(
                conversation,
                () -> device(name)
                        .map(device ->
                                device.bytes() == size.count() && device.state().equals(READY))
                        .orElse(false));
        Object json = Answer.object(
                "device", name,
                "bytes", device(name).map(DeviceSnapshot::bytes).orElse(0L),
                "generation", report.generation(),
                "problems", FileProblems.json(report.problems()));
        if (!grown) {
            String text = Plain.of(notGrown(name, size)) + "\n" + FileProblems.lines(report.problems());
            return new Answer(ExitStatus.PARTLY, text, json);
        }
        return Answer.done("\"" + name + "\" has " + size + " now (before: " + new Bytes(before) + ").\n", json);
    }

    private String notGrown(String name, Bytes size) {
        String reason = device(name).map(DeviceSnapshot::reason).orElse("it is gone");
        return "The file says " + size + ", but \"" + name + "\" has not grown: "
                + (reason.isEmpty() ? "see \"status\"" : reason);
    }

    /** Returns the size it has. */
    private long requireLarger(String name, Bytes size) throws CommandFailure {
        DeviceSnapshot before = device(name)
                .filter(device -> device.state().equals(READY))
                .orElseThrow(() -> CommandFailure.failed(
                        "\"" + name + "\" is not ready, so its size is not known",
                        "look at \"devices\" for the reason"));
        if (size.count() < before.bytes()) {
            throw CommandFailure.failed(
                    "\"" + name + "\" has " + new Bytes(before.bytes()) + "; shrinking would cut off data",
                    "export a new disk of the smaller size and copy what is needed");
        }
        if (size.count() % before.blockLength() != 0) {
            throw CommandFailure.failed(
                    size.count() + " bytes are no whole number of blocks of " + before.blockLength() + " bytes",
                    "choose a multiple of the block length");
        }
        return before.bytes();
    }

    private Optional<DeviceSnapshot> device(String name) {
        return services.administration().flatMap(core -> Devices.find(core, name));
    }
}
