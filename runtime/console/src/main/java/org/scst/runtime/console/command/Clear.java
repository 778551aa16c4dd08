package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.scst.core.admin.Administration;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.runtime.console.text.Plain;

/**
 * {@code clear}: lets writes be accepted again after a failed flush. The kernel tells such an error once and forgets it; whether
 * what it lost matters, only an operator can judge.
 */
final class Clear implements Command {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Services services;

    Clear(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "clear";
    }

    @Override
    public String purpose() {
        return "Accept writes to a disk again, which were refused since a flush had failed";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("NAME", 1, 1).with(Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("disk1", "after its storage is cured, and its data checked"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String name = words.word(0).orElseThrow();
        Administration core = services.core();
        DeviceSnapshot device = Devices.find(core, name)
                .orElseThrow(() ->
                        CommandFailure.failed("there is no disk \"" + name + "\"", "\"devices\" lists their names"));
        if (!device.writeErrorLatched()) {
            throw CommandFailure.failed(
                    "writes to \"" + name + "\" are not refused because of a failed flush",
                    "\"devices\" and \"health\" say what else is wrong");
        }
        clear(core, name, conversation);
        return Answer.done(
                Plain.of("\"" + name
                                + "\" accepts writes again. What initiators had written before the failed flush may"
                                + " be lost: check its file systems.")
                        + "\n",
                Answer.object("device", name, "cleared", true));
    }

    private static void clear(Administration core, String name, Conversation conversation) throws CommandFailure {
        try {
            conversation.await(core.clearWriteError(name), LIMIT);
        } catch (ExecutionException gone) {
            throw CommandFailure.failed(String.valueOf(gone.getCause().getMessage()), "\"devices\" lists their names");
        } catch (TimeoutException | InterruptedException late) {
            throw new CommandFailure(
                    ExitStatus.PARTLY, "the mid-layer has not answered", "see \"status\" and \"health\"", List.of());
        }
    }
}
