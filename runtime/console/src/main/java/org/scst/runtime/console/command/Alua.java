package org.scst.runtime.console.command;

import java.util.List;
import java.util.stream.Collectors;
import org.scst.core.admin.DeviceGroupSnapshot;
import org.scst.core.admin.DeviceGroupSnapshot.TargetGroupSnapshot;
import org.scst.runtime.console.text.Table;

/** {@code alua}: through which targets devices are reached, in which state each is, and how that is changed. */
final class Alua implements Command {
    private final Services services;
    private final AccessStateChange change;

    Alua(Services services, Changes changes) {
        this.services = services;
        this.change = new AccessStateChange(services, changes);
    }

    @Override
    public String name() {
        return "alua";
    }

    @Override
    public String purpose() {
        return "List the device groups with the states of their target groups, or change a state";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[list] | set TARGET-GROUP STATE [--force]", 0, 3, Grammar.flag(TouchedSessions.FORCE))
                .with(
                        Noun.choice("list", "set"),
                        Noun.TARGET_GROUP,
                        Noun.choice(AccessStateChange.STATES.toArray(String[]::new)));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("", "which devices are reached through which targets, and in which state those are"),
                new Example(
                        "set here standby --force", "initiators are to go elsewhere: nothing is read or written here"),
                new Example("set here active", "initiators may come again, whatever one of them has set before"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String verb = words.word(0).orElse("list");
        int wanted = words.all().size();
        if (verb.equals("list") && wanted <= 1) {
            return list();
        }
        if (verb.equals("set") && wanted == 3) {
            return change.set(conversation, words.all().get(1), words.all().get(2), words.has(TouchedSessions.FORCE));
        }
        throw CommandFailure.usage(
                "\"alua\" does not understand \"" + verb + "\" with " + (wanted - 1) + " words",
                "it takes: " + grammar().synopsis());
    }

    private Answer list() throws CommandFailure {
        Table table = new Table()
                .column("DEVICE GROUP", "device_group")
                .column("DEVICES", "devices")
                .column("TARGET GROUP", "target_group")
                .column("ID", "group_id")
                .column("STATE", "state")
                .column("IN ITS FILE", "configured_state")
                .column("ALTERED", "altered")
                .column("PREFERRED", "preferred")
                .column("TARGETS", "targets");
        for (DeviceGroupSnapshot group : services.core().deviceGroups()) {
            for (TargetGroupSnapshot one : group.targetGroups()) {
                table.row(
                        group.name(),
                        String.join(", ", group.devices()),
                        one.name(),
                        one.id(),
                        one.state(),
                        one.configuredState(),
                        one.altered(),
                        one.preferred(),
                        targets(one));
            }
        }
        return Answer.done(
                table.text("There is no device group: every device is reached alike through all targets that map it."),
                table.json());
    }

    private static String targets(TargetGroupSnapshot group) {
        return group.ports().stream()
                .map(port -> port.target() + " " + port.relativePortIdentifier()
                        + (port.local() ? "" : " (another machine)"))
                .collect(Collectors.joining(", "));
    }
}
