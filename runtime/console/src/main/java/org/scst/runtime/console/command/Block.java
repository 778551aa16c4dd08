package org.scst.runtime.console.command;

import java.util.List;
import java.util.Set;
import org.scst.core.admin.Administration;
import org.scst.runtime.console.text.Plain;

/** {@code block}: holds the commands of a disk, for a copy of its storage for one. */
final class Block implements Command {
    private final Services services;

    Block(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "block";
    }

    @Override
    public String purpose() {
        return "Let a disk finish the commands it processes, and hold those that come until \"unblock\"";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("NAME [--force]", 1, 1, Grammar.flag(TouchedSessions.FORCE))
                .with(Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("disk1", "say who would wait"),
                new Example(
                        "disk1 --force",
                        "before its storage is copied or moved; initiators wait, as long as their own time limits"
                                + " allow"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String name = words.word(0).orElseThrow();
        DeviceRequest request = DeviceRequest.of(services, name);
        TouchedSessions touched = TouchedSessions.thatSee(services.core(), Set.of(name));
        touched.require(
                words.has(TouchedSessions.FORCE),
                "their commands to \"" + name + "\" would wait until \"unblock " + name + "\"",
                "stop what uses it there, or say --force");
        request.ask(
                conversation,
                "Waiting until the commands that are processed have left",
                Administration::block,
                reason -> CommandFailure.failed("\"" + name + "\" is not blocked: " + reason, "see \"devices\""));
        return Answer.done(
                Plain.of("\"" + name + "\" processes nothing any more; commands wait until: unblock " + name) + "\n"
                        + touched.text("Who waits:"),
                Answer.object("device", name, "blocked", true, "sessions", touched.json()));
    }
}
