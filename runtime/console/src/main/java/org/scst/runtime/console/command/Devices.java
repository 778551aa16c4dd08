package org.scst.runtime.console.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.Administration;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.runtime.console.text.Bytes;
import org.scst.runtime.console.text.Table;

/** {@code devices}: what is configured, whether mapped or not. */
final class Devices implements Command {
    private final Services services;

    Devices(Services services) {
        this.services = services;
    }

    /** The device with this name. */
    static Optional<DeviceSnapshot> find(Administration core, String name) {
        return core.devices().stream()
                .filter(device -> device.name().equals(name))
                .findFirst();
    }

    @Override
    public String name() {
        return "devices";
    }

    @Override
    public String purpose() {
        return "List the devices, their state and where they are mapped";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("", 0, 0);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("", "all of them, with identity and reason when one is not ready"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        Table table = new Table()
                .column("DEVICE", "name")
                .column("HANDLER", "handler")
                .column("TYPE", "type")
                .column("STATE", "state")
                .column("SIZE", "bytes")
                .column("BLOCK", "block_length")
                .column("READ-ONLY", "read_only")
                .column("SERIAL", "serial")
                .column("NAA", "naa")
                .column("MAPPED AS", "mappings")
                .column("REASON", "reason");
        List<DeviceSnapshot> devices = services.core().devices();
        for (DeviceSnapshot device : devices) {
            table.row(
                    device.name(),
                    device.handler(),
                    device.properties().getOrDefault("type", ""),
                    device.state(),
                    new Bytes(device.bytes()),
                    device.blockLength(),
                    device.readOnly(),
                    device.serialNumber(),
                    device.naa(),
                    String.join("; ", device.mappings()),
                    device.reason());
        }
        List<Map<String, Object>> rows = table.json();
        for (int i = 0; i < devices.size(); i++) {
            rows.get(i).put("write_error_latched", devices.get(i).writeErrorLatched());
        }
        String refusal = Overview.refusal(Overview.refusingWrites(devices));
        return Answer.done(
                table.text("There is no device; \"export NAME SIZE\" makes one.")
                        + (refusal.isEmpty() ? "" : "\n" + refusal),
                rows);
    }
}
