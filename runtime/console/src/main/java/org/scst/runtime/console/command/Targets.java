package org.scst.runtime.console.command;

import java.util.List;
import org.scst.core.admin.Administration;
import org.scst.core.admin.PlatformSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.runtime.console.text.Table;

/** {@code targets}: what initiators can log in to. */
final class Targets implements Command {
    private final Services services;

    Targets(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "targets";
    }

    @Override
    public String purpose() {
        return "List the targets, where they listen, their LUNs and sessions";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("", 0, 0);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("", "names, portals, numbers of LUNs and sessions"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Administration core = services.core();
        PlatformSnapshot platform = core.platform();
        Table table = new Table()
                .column("TARGET", "name")
                .column("FILE", "id")
                .column("DRIVER", "driver")
                .column("STATE", "state")
                .column("LUNS", "luns")
                .column("GROUPS", "groups")
                .column("SESSIONS", "sessions")
                .column("PORTALS", "portals");
        for (TargetSnapshot target : core.targets()) {
            List<TargetSnapshot.GroupSnapshot> groups = target.groups();
            int luns = groups.stream().mapToInt(group -> group.luns().size()).sum();
            long named =
                    groups.stream().filter(group -> !group.name().isEmpty()).count();
            List<String> portals = platform.portals().getOrDefault(target.driver(), List.of());
            table.row(
                    target.name(),
                    target.id(),
                    target.driver(),
                    target.registered() ? "online" : "driver absent",
                    luns,
                    named,
                    target.nexuses(),
                    target.registered() ? String.join(", ", portals) : "");
        }
        return Answer.done(table.text("There is no target; \"export NAME SIZE\" makes one."), table.json());
    }
}
