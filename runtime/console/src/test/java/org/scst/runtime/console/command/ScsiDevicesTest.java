package org.scst.runtime.console.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.FoundDevices.FoundDevice;

class ScsiDevicesTest {
    @TempDir
    private Path folder;

    private Console console;

    @BeforeEach
    void make() {
        console = new Console(folder);
    }

    @Test
    void shouldListThemWithWhatServesThem() {
        console.foundDevices = () -> List.of(
                new FoundDevice(
                        "0:0:0:0",
                        List.of("/dev/sg0", "/dev/sda"),
                        "dev_disk",
                        "ACME Disk 1.0",
                        "S1",
                        "naa.5",
                        List.of("disk1")),
                new FoundDevice("0:0:1:0", List.of("/dev/sg1"), "dev_tape", "ACME Tape 1.0", "", "", List.of()));
        List<String> lines = console.output("scsi-devices").lines().toList();

        assertTrue(
                lines.get(1).matches("0:0:0:0 +/dev/sg0 /dev/sda +dev_disk +ACME Disk 1.0 +S1 +naa.5 +disk1"),
                lines.get(1));
        assertTrue(lines.get(2).matches("0:0:1:0 +/dev/sg1 +dev_tape +ACME Tape 1.0 +- +- +-"), lines.get(2));
        String json = console.output("scsi-devices", "--json").replaceAll("\\s", "");
        assertTrue(json.contains("\"served_as\":\"disk1\""), json);
    }

    @Test
    void shouldSayThatThereIsNone() {
        console.foundDevices = List::of;
        assertTrue(console.output("scsi-devices").contains("no SCSI device"));
    }

    @Test
    void shouldSayWhyItCannotTell() {
        assertTrue(console.errors(ExitStatus.FAILED, "scsi-devices").contains("org.scst.passthru"));
        console.foundDevices = () -> {
            throw new IOException("no such luck");
        };
        assertTrue(console.errors(ExitStatus.FAILED, "scsi-devices").contains("no such luck"));
    }
}
