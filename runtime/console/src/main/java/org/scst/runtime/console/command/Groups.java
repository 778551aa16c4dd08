package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.runtime.console.command.ConfiguredObjects.LunLine;
import org.scst.runtime.console.text.Table;

/** {@code groups}: which initiators see LUNs of their own, and which. */
final class Groups implements Command {
    private static final String TARGET = "--target";
    private static final String INITIATOR = "--initiator";
    private static final String LUN = "--lun";
    private static final String READ_ONLY = "--read-only";

    private final Services services;
    private final GroupChange change;

    Groups(Services services, Changes changes) {
        this.services = services;
        this.change = new GroupChange(services, changes);
    }

    @Override
    public String name() {
        return "groups";
    }

    @Override
    public String purpose() {
        return "List the initiator groups and what each maps, make or remove one, map and unmap its LUNs";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "[list] | add NAME --initiator NAME... [--target IQN] | remove NAME [--force]"
                                + " | map NAME DEVICE [--lun N] [--read-only] | unmap NAME LUN [--force]",
                        0,
                        3,
                        Grammar.value(TARGET, Noun.TARGET),
                        Grammar.values(INITIATOR, Noun.INITIATOR),
                        Grammar.value(LUN),
                        Grammar.flag(READ_ONLY),
                        Grammar.flag(TouchedSessions.FORCE))
                .with(Noun.choice("add", "list", "map", "remove", "unmap"), Noun.GROUP, Noun.DEVICE);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example(
                        "add esx --initiator iqn.1998-01.com.vmware:*",
                        "initiators that shall see their own LUNs only"),
                new Example("map esx disk1", "at the lowest free LUN of the group"),
                new Example("map esx iso --lun 7 --read-only", "at LUN 7, for reading"),
                new Example("unmap esx 7", "take LUN 7 away from the group"),
                new Example("remove esx --force", "its initiators see the target's own LUNs again"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String verb = words.word(0).orElse("list");
        int wanted = words.all().size();
        boolean force = words.has(TouchedSessions.FORCE);
        if (verb.equals("list") && wanted <= 1) {
            return list();
        }
        if (verb.equals("add") && wanted == 2) {
            return change.add(conversation, words.all().get(1), initiators(words), words.option(TARGET), force);
        }
        if (verb.equals("remove") && wanted == 2) {
            return change.remove(conversation, words.all().get(1), force);
        }
        if (verb.equals("map") && wanted == 3) {
            Optional<Integer> lun = Optional.empty();
            if (words.option(LUN).isPresent()) {
                lun = Optional.of(LunPlace.parse(words.option(LUN).get()));
            }
            return change.map(conversation, words.all().get(1), words.all().get(2), lun, words.has(READ_ONLY));
        }
        if (verb.equals("unmap") && wanted == 3) {
            return change.unmap(
                    conversation, words.all().get(1), LunPlace.parse(words.all().get(2)), force);
        }
        throw CommandFailure.usage(
                "\"groups\" does not understand \"" + verb + "\" with " + (wanted - 1) + " words",
                "it takes: " + grammar().synopsis());
    }

    private static List<String> initiators(Words words) throws CommandFailure {
        LinkedHashSet<String> initiators = new LinkedHashSet<>();
        for (String initiator : words.values(INITIATOR)) {
            initiators.add(InitiatorName.requirePattern(initiator));
        }
        if (initiators.isEmpty()) {
            throw CommandFailure.usage(
                    "a group without initiators maps nothing to anybody",
                    "name them: --initiator iqn.1998-01.com.vmware:*");
        }
        return List.copyOf(initiators);
    }

    private Answer list() throws CommandFailure {
        ConfiguredObjects objects =
                new ConfiguredObjects(services.configuration().objects());
        Table table = new Table()
                .column("GROUP", "group")
                .column("TARGET", "target")
                .column("INITIATORS", "initiators")
                .column("LUN", "lun")
                .column("DEVICE", "device")
                .column("ACCESS", "access");
        for (ConfiguredObject group : objects.groups()) {
            String target = group.properties().getOrDefault("target", "");
            String initiators = String.join(", ", ConfiguredObjects.initiators(group));
            List<LunLine> luns = new ArrayList<>(ConfiguredObjects.luns(group).values());
            if (luns.isEmpty()) {
                table.row(group.name(), target, initiators, null, null, null);
            }
            luns.forEach(line -> table.row(
                    group.name(),
                    target,
                    initiators,
                    line.lun(),
                    line.device(),
                    line.readOnly() ? "read-only" : "read-write"));
        }
        return Answer.done(
                table.text("There is no group: every initiator sees the LUNs of the target's own file."), table.json());
    }
}
