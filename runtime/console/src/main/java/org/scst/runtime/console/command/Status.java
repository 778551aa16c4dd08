package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.List;

/** {@code status}: whether everything is as the files say, and what is not. */
final class Status implements Command {
    private static final String WAIT = "--wait";
    private static final List<String> UNSETTLED = List.of("opening", "blocked");
    private static final String USUAL_SECONDS = "60";

    private final Services services;
    private final Environment environment;

    Status(Services services, Environment environment) {
        this.services = services;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String purpose() {
        return "Show portals, generation, devices that are not ready, problems with file and line";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[" + WAIT + "[=SECONDS]]", 0, 0, Grammar.optional(WAIT));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "the whole platform on a page"),
                new Example("--wait=30", "0 once logins are answered and devices settled, 1 after 30 s"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        boolean settled = !words.has(WAIT) || awaitSettled(words.option(WAIT).orElse(USUAL_SECONDS), conversation);
        Overview overview = Overview.of(services);
        return new Answer(settled ? ExitStatus.DONE : ExitStatus.FAILED, overview.text(), overview.json());
    }

    private boolean awaitSettled(String word, Conversation conversation) throws CommandFailure {
        if (!word.matches("[0-9]{1,6}")) {
            throw CommandFailure.usage("\"" + word + "\" is no number of seconds", "write for example --wait=30");
        }
        conversation.doing("Waiting until logins are answered, portals listen and devices are ready");
        boolean settled = environment.await(
                () -> conversation.isCancelled() || isSettled(), Duration.ofSeconds(Integer.parseInt(word)));
        conversation.quiet();
        return settled && isSettled();
    }

    /** Logins are answered somewhere, and no device is on its way to another state. */
    private boolean isSettled() {
        return services.administration()
                .filter(core -> core.platform().gateOpen())
                .filter(core -> core.platform().portals().values().stream().anyMatch(where -> !where.isEmpty()))
                .filter(core -> core.devices().stream().allMatch(device -> !UNSETTLED.contains(device.state())))
                .isPresent();
    }
}
