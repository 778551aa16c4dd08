package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.DeviceSnapshot;

/** {@code export}: from nothing to a disk that initiators see, with one command; said twice, it says the same. */
final class Export implements Command {
    private static final String READY = "ready";

    private final Services services;
    private final Environment environment;
    private final Changes changes;

    Export(Services services, Environment environment, Changes changes) {
        this.services = services;
        this.environment = environment;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "export";
    }

    @Override
    public String purpose() {
        return "Serve a disk: make it if it does not exist, map it, say what to type on the initiators";
    }

    @Override
    public Grammar grammar() {
        return ExportRequest.grammar();
    }

    @Override
    public List<Example> examples() {
        return List.of(
                new Example("disk1 10G", "a new disk of 10 GiB, at the lowest free LUN, for all initiators"),
                new Example("old --file /srv/old.img --read-only", "a file that exists, for reading"),
                new Example("db 100G --initiator iqn.1993-08.org.debian:01:a", "for one initiator only"),
                new Example("db2 1T --initiator iqn.x:a --portal 192.0.2.1", "and reach it from other machines"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        ExportRequest request = ExportRequest.of(words, conversation.folder());
        Administration core = services.core();
        return changes.exclusively(conversation, objects -> export(request, objects, core, conversation));
    }

    private Answer export(
            ExportRequest request, ConfiguredObjects objects, Administration core, Conversation conversation)
            throws CommandFailure {
        TargetChoice target = new TargetChoice(request, objects, environment.hostName());
        Mapping mapping = Mapping.of(request, target, objects);
        requireUntouched(request, target, mapping, core);
        Optional<Edit> portal = portal(request, objects, target);
        DiskChoice disk = new DiskChoice(request, objects, environment.disks());
        List<Edit> edits = new ArrayList<>();
        disk.edit().ifPresent(edits::add);
        edits.addAll(mapping.edits());
        portal.ifPresent(edits::add);
        ChangeReport report = apply(conversation, edits, disk);
        boolean online = changes.settles(conversation, () -> isOnline(core, request, target, mapping));
        return answer(request, target, mapping, core, report, online);
    }

    /** Who is put into a new group sees that group's LUNs only. */
    private static void requireUntouched(
            ExportRequest request, TargetChoice target, Mapping mapping, Administration core) throws CommandFailure {
        TouchedSessions touched = TouchedSessions.of(
                core,
                nexus -> nexus.target().equals(target.name())
                        && !nexus.group().equals(mapping.group())
                        && InitiatorName.takes(request.initiators(), nexus.initiator()));
        touched.require(
                request.force(),
                "they would see the LUNs of the group \"" + mapping.group() + "\" only",
                "log them out, or say --force");
    }

    private static Optional<Edit> portal(ExportRequest request, ConfiguredObjects objects, TargetChoice target)
            throws CommandFailure {
        if (request.portal().isEmpty()) {
            return Optional.empty();
        }
        boolean strangers = request.initiators().isEmpty() || InitiatorName.takesStrangers(request.initiators());
        boolean proved = target.existing().map(ConfiguredObjects::hasAccounts).orElse(false);
        boolean open = strangers && !proved || objects.isOpenToAll();
        return Portals.of(objects).adding(request.portal().get(), open, request.agreed());
    }

    private ChangeReport apply(Conversation conversation, List<Edit> edits, DiskChoice disk) throws CommandFailure {
        try {
            return changes.apply(conversation, edits);
        } catch (CommandFailure e) {
            if (e.status() == ExitStatus.FAILED) {
                disk.undo();
            }
            throw e;
        }
    }

    private static boolean isOnline(Administration core, ExportRequest request, TargetChoice choice, Mapping mapping) {
        boolean ready = Devices.find(core, request.name())
                .map(d -> d.state().equals(READY))
                .orElse(false);
        return ready
                && core.targets().stream()
                        .filter(target -> target.name().equals(choice.name()) && target.registered())
                        .flatMap(target -> target.groups().stream())
                        .filter(group -> group.name().equals(mapping.group()))
                        .flatMap(group -> group.luns().stream())
                        .anyMatch(lun -> lun.lun() == mapping.place().lun()
                                && lun.device().equals(request.name()));
    }

    private Answer answer(
            ExportRequest request,
            TargetChoice target,
            Mapping mapping,
            Administration core,
            ChangeReport report,
            boolean online) {
        List<String> portals = core.platform().portals().getOrDefault(target.driver(), List.of());
        Exported exported = new Exported(
                request,
                mapping,
                Devices.find(core, request.name()).map(DeviceSnapshot::bytes).orElse(0L),
                online ? "" : reason(core, request.name(), target),
                portals,
                report,
                new InitiatorLines(
                        target.name(),
                        mapping.place().lun(),
                        mapping.group().isEmpty() ? List.of() : request.initiators(),
                        portals,
                        environment.hostName()));
        boolean done = online && report.problems().isEmpty();
        return new Answer(done ? ExitStatus.DONE : ExitStatus.PARTLY, exported.text(), exported.json());
    }

    private static String reason(Administration core, String name, TargetChoice choice) {
        Optional<DeviceSnapshot> device = Devices.find(core, name);
        if (device.isEmpty()) {
            return "the core does not know the device; see \"status\"";
        }
        if (!device.get().state().equals(READY)) {
            String reason = device.get().reason();
            return "the device is " + device.get().state() + (reason.isEmpty() ? "" : ", " + reason);
        }
        boolean registered =
                core.targets().stream().anyMatch(target -> target.name().equals(choice.name()) && target.registered());
        return registered
                ? "the LUN is not mapped yet; see \"status\""
                : "no driver serves the target; see \"bundles\"";
    }
}
