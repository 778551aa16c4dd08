package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.TargetSnapshot;
import org.scst.runtime.console.text.Plain;
import org.scst.runtime.console.text.Table;

/** {@code portal}: where the iSCSI driver listens. */
final class PortalCommand implements Command {
    static final String AGREED = "--allow-unauthenticated";
    private static final String DRIVER = "iscsi";

    private final Services services;
    private final Environment environment;
    private final Changes changes;

    PortalCommand(Services services, Environment environment, Changes changes) {
        this.services = services;
        this.environment = environment;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "portal";
    }

    @Override
    public String purpose() {
        return "List the addresses where iSCSI initiators log in, add or remove one";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of(
                        "[list] | add ADDRESS[:PORT] [" + AGREED + "] | remove ADDRESS[:PORT]",
                        0,
                        2,
                        Grammar.flag(AGREED))
                .with(Noun.choice("add", "list", "remove"), Noun.PORTAL);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example(
                        "", "where it listens, whether other machines reach that, and what strangers may take there"),
                new Example("add 192.0.2.1", "listen there too, port 3260, and say what to type on other machines"),
                new Example("add [2001:db8::1]:3261 " + AGREED, "with consent: nobody authenticates initiators"),
                new Example("remove 192.0.2.1", "listen there no longer; sessions through it go on"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        String verb = words.word(0).orElse("list");
        Optional<String> address = words.word(1);
        if (verb.equals("list") && address.isEmpty()) {
            return list();
        }
        if (address.isEmpty() || !List.of("add", "remove").contains(verb)) {
            throw CommandFailure.usage(
                    "\"portal\" does not understand \"" + verb + "\" so",
                    "it takes: " + grammar().synopsis());
        }
        PortalName portal = PortalName.parse(address.get());
        return changes.exclusively(
                conversation,
                objects -> verb.equals("add")
                        ? add(conversation, objects, portal, words.has(AGREED))
                        : remove(conversation, objects, portal));
    }

    private Answer list() throws CommandFailure {
        Portals portals =
                Portals.of(new ConfiguredObjects(services.configuration().objects()));
        Table table =
                new Table().column("PORTAL", "portal").column("STATE", "state").column("REACHED BY", "reached_by");
        for (String address : portals.addresses()) {
            PortalName portal = PortalName.parse(address);
            table.row(
                    address,
                    listens(portal) ? "listening" : "closed, see \"status\"",
                    portal.loopback() ? "this machine" : "other machines");
        }
        String consent = portals.consent()
                ? "Targets without accounts authenticate nobody, with consent (allow_unauthenticated).\n"
                : "";
        Limits limits = services.administration()
                .map(core -> Limits.of(core.platform()).of(DRIVER))
                .orElse(new Limits(List.of(), Map.of()));
        Object json = Answer.object(
                "portals", table.json(),
                "allow_unauthenticated", portals.consent(),
                "limits", limits.json(),
                "refused_logins", limits.refused().getOrDefault(DRIVER, Map.of()));
        return Answer.done(table.text("There is no portal.") + consent + below(limits), json);
    }

    /** Who may come there and log in to nothing. */
    private static String below(Limits limits) {
        StringBuilder text = new StringBuilder();
        if (!limits.limits().isEmpty()) {
            text.append('\n').append(limits.table());
        }
        limits.turnedAway()
                .forEach((driver, words) -> text.append("Refused: ")
                        .append(Plain.of(driver + " " + words))
                        .append('\n'));
        return text.toString();
    }

    private Answer add(Conversation conversation, ConfiguredObjects objects, PortalName portal, boolean agreed)
            throws CommandFailure {
        Optional<Edit> edit = Portals.of(objects).adding(portal, objects.isOpenToAll(), agreed);
        ChangeReport report = changes.apply(conversation, edit.stream().toList());
        boolean listening = changes.settles(conversation, () -> listens(portal));
        StringBuilder text = new StringBuilder();
        text.append(listening ? "Listening on " : "Not listening on ")
                .append(portal.text())
                .append(".\n");
        text.append(FileProblems.lines(report.problems()));
        List<Object> lines = new ArrayList<>();
        for (TargetSnapshot target : services.core().targets()) {
            InitiatorLines typed = InitiatorLines.of(target, List.of(portal.text()), environment.hostName());
            text.append('\n').append(Plain.of(target.name())).append("\n\n").append(typed.text());
            lines.add(typed.json());
        }
        Object json = Answer.object(
                "portal", portal.text(),
                "listening", listening,
                "generation", report.generation(),
                "problems", FileProblems.json(report.problems()),
                "targets", lines);
        return new Answer(listening ? ExitStatus.DONE : ExitStatus.PARTLY, text.toString(), json);
    }

    private Answer remove(Conversation conversation, ConfiguredObjects objects, PortalName portal)
            throws CommandFailure {
        Edit edit = Portals.of(objects).removing(portal).orElseThrow();
        ChangeReport report = changes.apply(conversation, List.of(edit));
        boolean closed = changes.settles(conversation, () -> !listens(portal));
        String text = portal.text() + (closed ? " is closed" : " still listens")
                + "; sessions that came through it go on until they end.\n" + FileProblems.lines(report.problems());
        Object json = Answer.object(
                "portal", portal.text(),
                "listening", !closed,
                "generation", report.generation(),
                "problems", FileProblems.json(report.problems()));
        return new Answer(closed ? ExitStatus.DONE : ExitStatus.PARTLY, text, json);
    }

    private boolean listens(PortalName portal) {
        return services
                .administration()
                .map(core -> core.platform().portals().getOrDefault(DRIVER, List.of()))
                .orElse(List.of())
                .stream()
                .anyMatch(portal::isWritten);
    }
}
