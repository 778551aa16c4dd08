package org.scst.runtime.console.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.scst.core.admin.Administration;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.Problem;
import org.scst.core.admin.TargetSnapshot;
import org.scst.runtime.console.text.Plain;

/** {@code connect}: what to type on initiators, ready to paste. */
final class Connect implements Command {
    private static final String WAIT = "--wait";
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final String PORTALS = "portals";
    /** The driver whose initiators are on this machine, and which therefore listens nowhere. */
    private static final String THIS_MACHINES = "local";

    private final Services services;
    private final Environment environment;

    Connect(Services services, Environment environment) {
        this.services = services;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "connect";
    }

    @Override
    public String purpose() {
        return "Say what to type on initiators to use the targets";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[TARGET] [" + WAIT + "]", 0, 1, Grammar.flag(WAIT)).with(Noun.TARGET);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "for every target"),
                new Example("san", "for the target in org.scst.iscsi.target-san.cfg"),
                new Example(WAIT, "for every target, as soon as logins are answered"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        if (words.has(WAIT)) {
            conversation.doing("Waiting until logins are answered");
            environment.await(() -> conversation.isCancelled() || isListening(), LONGEST_START);
            conversation.quiet();
        }
        Administration core = services.core();
        PlatformSnapshot platform = core.platform();
        if (!platform.gateOpen()) {
            throw CommandFailure.failed(
                    "logins are not answered yet", "wait until the first configuration is in force");
        }
        String wanted = words.word(0).orElse("");
        StringBuilder text = new StringBuilder();
        List<Object> json = new ArrayList<>();
        List<TargetSnapshot> chosen = core.targets().stream()
                .filter(target -> wanted.isEmpty()
                        || target.name().equals(wanted)
                        || target.id().equals(wanted))
                .toList();
        if (chosen.isEmpty() && !wanted.isEmpty()) {
            throw CommandFailure.failed("there is no target \"" + wanted + "\"", "\"targets\" lists their names");
        }
        if (!chosen.isEmpty()
                && chosen.stream()
                        .allMatch(target ->
                                !local(target) && portals(target, platform).isEmpty())) {
            throw unreachable(platform);
        }
        chosen.forEach(target -> describe(target, platform, text, json));
        return Answer.done(
                chosen.isEmpty() ? "There is no target; \"export NAME SIZE\" makes one.\n" : text.toString(), json);
    }

    private boolean isListening() {
        return services.administration()
                .filter(core -> core.platform().gateOpen())
                .isPresent();
    }

    /** With what the drivers have said of it, where they have. */
    private static CommandFailure unreachable(PlatformSnapshot platform) {
        List<Problem> reasons = platform.problems().stream()
                .filter(problem -> problem.key().equals(PORTALS))
                .toList();
        String cause = reasons.stream().map(Problem::cause).distinct().collect(Collectors.joining("; "));
        String cure = reasons.stream().map(Problem::cure).distinct().collect(Collectors.joining(" "));
        return CommandFailure.failed(
                "no portal is open, no initiator can connect" + (cause.isEmpty() ? "" : ": " + cause),
                cure.isEmpty() ? "open one by \"portal add ADDRESS\"; \"status\" shows what is wrong" : cure);
    }

    private static boolean local(TargetSnapshot target) {
        return target.driver().equals(THIS_MACHINES);
    }

    private static List<String> portals(TargetSnapshot target, PlatformSnapshot platform) {
        return platform.portals().getOrDefault(target.driver(), List.of());
    }

    private void describe(TargetSnapshot target, PlatformSnapshot platform, StringBuilder text, List<Object> json) {
        text.append(text.isEmpty() ? "" : "\n").append(Plain.of(target.name())).append("\n\n");
        if (local(target)) {
            text.append("On this machine only, in the ways that its file allows (mount, vhost_user, driver_socket): ")
                    .append(Plain.of("org.scst.local.target-" + target.id() + ".cfg"))
                    .append('\n');
            json.add(
                    Answer.object("target", target.name(), "on_this_machine", Map.of(), "on_other_machines", Map.of()));
            return;
        }
        List<String> portals = portals(target, platform);
        InitiatorLines lines = InitiatorLines.of(target, portals, environment.hostName());
        text.append(
                portals.isEmpty()
                        ? "No portal of " + Plain.of(target.driver()) + " is open; \"status\" shows why.\n"
                        : lines.text());
        json.add(lines.json());
    }
}
