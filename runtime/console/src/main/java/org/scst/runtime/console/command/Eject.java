package org.scst.runtime.console.command;

import java.util.List;
import org.scst.runtime.console.text.Plain;

/** {@code eject}: takes the medium out of a removable disk or a drive. */
final class Eject implements Command {
    static final String FORCE = "--force";
    private final Services services;

    Eject(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "eject";
    }

    @Override
    public String purpose() {
        return "Take the medium out of a removable disk or a CD drive, until \"insert\" or an initiator loads it";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("NAME [" + FORCE + "]", 1, 1, Grammar.flag(FORCE)).with(Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("cd1", "an initiator that has it mounted prevents that, and is asked to give it free"),
                new Example("cd1 --force", "although an initiator uses it"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String name = words.word(0).orElseThrow();
        eject(DeviceRequest.of(services, name), conversation, name, words.has(FORCE));
        return Answer.done(
                Plain.of("\"" + name + "\" has no medium any more.") + "\n",
                Answer.object("device", name, "ejected", true));
    }

    static void eject(DeviceRequest request, Conversation conversation, String name, boolean force)
            throws CommandFailure {
        request.ask(
                conversation,
                "Taking the medium out",
                (core, device) -> core.ejectMedium(device, force),
                reason -> refusal(name, reason));
    }

    private static CommandFailure refusal(String name, String reason) {
        boolean prevented = reason.contains("prevents");
        return new CommandFailure(
                prevented ? ExitStatus.NEEDS_FORCE : ExitStatus.FAILED,
                "the medium of \"" + name + "\" stays: " + reason,
                prevented ? "unmount it there, or say it with " + FORCE : "\"devices\" shows what it is",
                List.of());
    }
}
