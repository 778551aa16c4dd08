package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import org.scst.core.admin.Administration;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.runtime.console.text.Plain;

/** {@code connect}: what to type on initiators, ready to paste. */
final class Connect implements Command {
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
        return Grammar.of("[TARGET]", 0, 1).with(Noun.TARGET);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "for every target"),
                new Example("san", "for the target in org.scst.iscsi.target-san.cfg"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Administration core = services.core();
        PlatformSnapshot platform = core.platform();
        if (!platform.gateOpen()) {
            throw CommandFailure.failed(
                    "logins are not answered yet", "wait until the first configuration is in force");
        }
        String wanted = words.word(0).orElse("");
        StringBuilder text = new StringBuilder();
        List<Object> json = new ArrayList<>();
        for (TargetSnapshot target : core.targets()) {
            if (wanted.isEmpty() || target.name().equals(wanted) || target.id().equals(wanted)) {
                describe(target, platform, text, json);
            }
        }
        if (json.isEmpty() && !wanted.isEmpty()) {
            throw CommandFailure.failed("no target is named " + wanted, "see \"targets\"");
        }
        return Answer.done(
                json.isEmpty() ? "There is no target; \"export NAME SIZE\" makes one.\n" : text.toString(), json);
    }

    private void describe(TargetSnapshot target, PlatformSnapshot platform, StringBuilder text, List<Object> json) {
        List<String> portals = platform.portals().getOrDefault(target.driver(), List.of());
        InitiatorLines lines = InitiatorLines.of(target, portals, environment.hostName());
        text.append(Plain.of(target.name())).append('\n').append(lines.text());
        json.add(Answer.object(
                "target", target.name(), "on_this_machine", lines.local(), "on_other_machines", lines.remote()));
    }
}
