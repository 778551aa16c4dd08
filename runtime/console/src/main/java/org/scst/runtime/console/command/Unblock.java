package org.scst.runtime.console.command;

import java.util.List;
import org.scst.core.admin.Administration;
import org.scst.runtime.console.text.Plain;

/** {@code unblock}: lets the commands of a disk go on that {@link Block} holds. */
final class Unblock implements Command {
    private final Services services;

    Unblock(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "unblock";
    }

    @Override
    public String purpose() {
        return "Let the commands of a disk go on that \"block\" holds";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("NAME", 1, 1).with(Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("disk1", "when its storage may change again"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String name = words.word(0).orElseThrow();
        DeviceRequest.of(services, name)
                .ask(
                        conversation,
                        "Letting commands go on",
                        Administration::unblock,
                        reason -> CommandFailure.failed("\"" + name + "\": " + reason, "\"devices\" shows what is"));
        return Answer.done(
                Plain.of("\"" + name + "\" goes on.") + "\n", Answer.object("device", name, "blocked", false));
    }
}
