package org.scst.passthru.internal.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScsiBusTest {
    @TempDir
    Path folder;

    private Path system;
    private Path devices;
    private ScsiBus bus;

    @BeforeEach
    void make() throws IOException {
        system = Files.createDirectories(folder.resolve("sys"));
        devices = Files.createDirectories(folder.resolve("dev"));
        bus = new ScsiBus(system, devices);
    }

    private Path device(String generic, String address, int type) throws IOException {
        Path device = Files.createDirectories(system.resolve("devices/host0/target/" + address));
        Files.writeString(device.resolve("type"), type + "\n");
        Files.writeString(device.resolve("vendor"), "ACME    \n");
        Files.writeString(device.resolve("model"), "Disk            \n");
        Files.writeString(device.resolve("rev"), "1.0 \n");
        Path entry = Files.createDirectories(system.resolve("class/scsi_generic/" + generic));
        Files.createSymbolicLink(entry.resolve("device"), device);
        Files.createFile(devices.resolve(generic));
        return device;
    }

    @Test
    void shouldFindNothingWhereTheKernelHasNoScsi() throws IOException {
        assertEquals(List.of(), bus.devices());
    }

    @Test
    void shouldListThemByTheirNumbers() throws IOException {
        device("sg10", "0:0:10:0", 0);
        device("sg2", "0:0:2:0", 5);
        device("sg1", "0:0:1:0", 1);

        assertEquals(
                List.of("sg1", "sg2", "sg10"),
                bus.devices().stream().map(ScsiDevice::generic).toList());
        assertEquals(
                new ScsiDevice("0:0:2:0", "sg2", 5, "ACME", "Disk", "1.0", "", "", List.of()),
                bus.devices().get(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dev/sg4",
                "/dev/sda",
                "/dev/disk/by-id/one",
                "/dev/bsg/0:0:4:0",
                "0:0:4:0",
                "serial:S4",
                "naa.5000000000000004"
            })
    void shouldFindOneByAnyOfItsNames(String name) throws IOException {
        device("sg3", "0:0:3:0", 0);
        Path device = device("sg4", "0:0:4:0", 0);
        Files.write(device.resolve("vpd_pg80"), new byte[] {0, (byte) 0x80, 0, 4, 'S', '4', ' ', ' '});
        Files.writeString(device.resolve("wwid"), "naa.5000000000000004\n");
        Files.createDirectories(device.resolve("block/sda"));
        Files.createFile(devices.resolve("sda"));
        Files.createDirectories(devices.resolve("disk/by-id"));
        Files.createSymbolicLink(devices.resolve("disk/by-id/one"), devices.resolve("sda"));
        Files.createDirectories(devices.resolve("bsg"));

        assertEquals("0:0:4:0", bus.find(name).address());
    }

    @Test
    void shouldNameWhatTheKernelHasMadeOfIt() throws IOException {
        Path drive = device("sg3", "0:0:3:0", 1);
        Path disk = device("sg4", "0:0:4:0", 0);
        Files.createDirectories(system.resolve("class/scsi_device/0:0:3:0"));
        Files.createSymbolicLink(system.resolve("class/scsi_device/0:0:3:0/device"), drive);
        Files.createDirectories(system.resolve("class/scsi_device/0:0:4:0"));
        Files.createSymbolicLink(system.resolve("class/scsi_device/0:0:4:0/device"), disk);
        ScsiDevice tape = bus.find("0:0:3:0");
        assertEquals(List.of(), bus.tapeDevices(tape));
        assertNull(bus.blockDevice(bus.find("0:0:4:0")));

        for (String name : List.of("st0", "st0a", "nst0a", "nst0")) {
            Files.createDirectories(drive.resolve("scsi_tape").resolve(name));
        }
        Files.createDirectories(disk.resolve("block/sda"));

        assertEquals(
                List.of("nst0", "nst0a", "st0", "st0a"),
                bus.tapeDevices(tape).stream()
                        .map(node -> node.getFileName().toString())
                        .toList());
        assertEquals(devices.resolve("sda"), bus.blockDevice(bus.find("0:0:4:0")));
        assertNull(bus.blockDevice(tape));
    }

    @Test
    void shouldSayThatThereIsNone() throws IOException {
        device("sg3", "0:0:3:0", 0);
        IOException problem = assertThrows(IOException.class, () -> bus.find("serial:"));
        assertTrue(problem.getMessage().contains("no SCSI device"), problem.getMessage());
    }

    @Test
    void shouldRefuseANameOfTwo() throws IOException {
        for (String generic : List.of("sg3", "sg4")) {
            Path device = device(generic, "0:0:" + generic.charAt(2) + ":0", 0);
            Files.writeString(device.resolve("wwid"), "naa.5000000000000004\n");
        }
        IOException problem = assertThrows(IOException.class, () -> bus.find("naa.5000000000000004"));
        assertTrue(problem.getMessage().contains("0:0:3:0 and 0:0:4:0"), problem.getMessage());
    }
}
