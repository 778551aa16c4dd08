package org.scst.runtime.console.command;

import java.io.IOException;
import java.util.List;
import org.scst.core.admin.FoundDevices;
import org.scst.core.admin.FoundDevices.FoundDevice;
import org.scst.runtime.console.text.Table;

/** {@code scsi-devices}: real SCSI devices of this machine. */
final class ScsiDevices implements Command {
    private final Services services;

    ScsiDevices(Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "scsi-devices";
    }

    @Override
    public String purpose() {
        return "List the SCSI devices that this machine has, and which of them are served";
    }

    @Override
    public Grammar grammar() {
        return Grammar.of("", 0, 0);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("", "all of them, with what to write into the file of a device"));
    }

    @Override
    public Answer run(Words words, Conversation conversation) throws CommandFailure {
        FoundDevices finder = services.foundDevices()
                .orElseThrow(() -> CommandFailure.failed(
                        "the bundle of real devices (org.scst.passthru) is not running",
                        "see \"bundles\" and the log; start it"));
        Table table = new Table()
                .column("ADDRESS", "address")
                .column("DEVICE FILES", "device_files")
                .column("TYPE", "type")
                .column("WHAT IT IS", "description")
                .column("SERIAL", "serial")
                .column("DESIGNATOR", "designator")
                .column("SERVED AS", "served_as");
        for (FoundDevice device : found(finder)) {
            table.row(
                    device.address(),
                    String.join(" ", device.deviceFiles()),
                    device.kind(),
                    device.description(),
                    device.serial(),
                    device.designator(),
                    String.join(" ", device.servedAs()));
        }
        return Answer.done(
                table.text("This machine has no SCSI device that its kernel's SCSI generic driver (sg) knows."),
                table.json());
    }

    private static List<FoundDevice> found(FoundDevices finder) throws CommandFailure {
        try {
            return finder.found();
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "the kernel's list of SCSI devices cannot be read: " + e.getMessage(),
                    "look at /sys/class/scsi_generic");
        }
    }
}
