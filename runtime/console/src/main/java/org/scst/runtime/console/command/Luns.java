package org.scst.runtime.console.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.Administration;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.core.admin.TargetSnapshot.GroupSnapshot;
import org.scst.core.admin.TargetSnapshot.LunSnapshot;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Table;

/** {@code luns}: which logical unit stands at which address, and why one is not ready. */
final class Luns implements Command {
    private final Services services;

    Luns(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "luns";
    }

    @Override
    public String purpose() {
        return "List the LUNs of all targets, or of one";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("[TARGET]", 0, 1).with(Noun.TARGET);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("", "all LUNs"), new Example("iqn.2026-11.org.example:san", "those of one target"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Administration core = services.core();
        Map<String, DeviceSnapshot> devices = new HashMap<>();
        core.devices().forEach(device -> devices.put(device.name(), device));
        Optional<String> wanted = words.word(0);
        Table table = new Table()
                .column("TARGET", "target")
                .column("GROUP", "group")
                .column("LUN", "lun")
                .column("DEVICE", "device")
                .column("SIZE", "bytes")
                .column("ACCESS", "access")
                .column("STATE", "state")
                .column("REASON", "reason");
        boolean found = false;
        for (TargetSnapshot target : core.targets()) {
            if (wanted.isPresent()
                    && !wanted.get().equals(target.name())
                    && !wanted.get().equals(target.id())) {
                continue;
            }
            found = true;
            for (GroupSnapshot group : target.groups()) {
                group.luns().forEach(lun -> add(table, target, group, lun, devices.get(lun.device())));
            }
        }
        if (wanted.isPresent() && !found) {
            throw CommandFailure.failed("there is no target \"" + wanted.get() + "\"", "\"targets\" lists their names");
        }
        return Answer.done(table.text("No LUN is mapped."), table.json());
    }

    private static void add(
            Table table, TargetSnapshot target, GroupSnapshot group, LunSnapshot lun, DeviceSnapshot device) {
        String reason = device == null ? "no file defines this device" : device.reason();
        table.row(
                target.name(),
                group.name(),
                lun.lun(),
                lun.device(),
                device == null ? null : new Bytes(device.bytes()),
                lun.readOnly() || (device != null && device.readOnly()) ? "read-only" : "read-write",
                lun.state(),
                reason);
    }
}
