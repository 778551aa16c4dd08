package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceHoldersTest {
    private static final long SDB = 8L << 32 | 16;

    @TempDir
    Path root;

    private Path device;

    @BeforeEach
    void makeDevice() throws IOException {
        device = Files.createDirectories(root.resolve("sys/devices/sdb"));
        put(device.resolve("dev"), "8:16\n");
        Files.createDirectories(root.resolve("sys/dev/block"));
        Files.createSymbolicLink(root.resolve("sys/dev/block/8:16"), device);
        put(root.resolve("proc/swaps"), "Filename Type Size Used Priority\n");
        put(root.resolve("proc/self/mountinfo"), "22 1 254:0 / / rw - ext4 /dev/vda rw\n");
    }

    private static void put(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String holders() {
        return new DeviceHolders(root.resolve("sys"), root.resolve("proc")).of(SDB);
    }

    @Test
    void shouldNameTheVolumeThatIsMadeOfIt() throws IOException {
        put(device.resolve("holders/dm-0/dm/name"), "vg0-data\n");

        assertEquals("belongs to volume vg0-data", holders());
    }

    @Test
    void shouldNameWhereItIsMounted() throws IOException {
        put(root.resolve("proc/self/mountinfo"), "30 22 8:16 / /mnt/my\\040disk rw - ext4 /dev/sdb rw\n");

        assertEquals("is mounted at /mnt/my disk", holders());
    }

    @Test
    void shouldNameThePartitionThatIsMounted() throws IOException {
        put(device.resolve("sdb1/partition"), "1\n");
        put(device.resolve("sdb1/dev"), "8:17\n");
        put(root.resolve("proc/self/mountinfo"), "30 22 8:17 / /boot rw - ext4 /dev/sdb1 rw\n");

        assertEquals("its partition sdb1 is mounted at /boot", holders());
    }

    @Test
    void shouldNameSwapSpace() throws IOException {
        put(root.resolve("proc/swaps"), "Filename Type Size Used Priority\n/dev/sdb partition 1 0 -2\n");

        assertEquals("is swap space", holders());
    }

    @Test
    void shouldNameTheProcessThatHasItOpen() throws IOException {
        opens("42", "qemu-system-x86", "/dev/sdb");

        assertEquals("process 42 (qemu-system-x86) has it open", holders());
    }

    private void opens(String process, String name, String node) throws IOException {
        put(root.resolve("proc").resolve(process).resolve("comm"), name + "\n");
        Path descriptors = root.resolve("proc").resolve(process).resolve("fd");
        Files.createDirectories(descriptors);
        Files.createSymbolicLink(descriptors.resolve("3"), Path.of(node));
    }

    @Test
    void shouldNameTheProcessThatHasAPartitionOpen() throws IOException {
        put(device.resolve("sdb1/partition"), "1\n");
        opens("42", "qemu-system-x86", "/dev/sdb1");

        assertEquals("process 42 (qemu-system-x86) has it open", holders());
    }

    @Test
    void shouldNameTheProcessThatHasTheDiskOfAPartitionOpen() throws IOException {
        put(device.resolve("sdb1/partition"), "1\n");
        Files.createSymbolicLink(root.resolve("sys/dev/block/8:17"), device.resolve("sdb1"));
        opens("42", "qemu-system-x86", "/dev/sdb");

        String holders = new DeviceHolders(root.resolve("sys"), root.resolve("proc")).of(SDB + 1);

        assertEquals("process 42 (qemu-system-x86) has it open", holders);
    }

    @Test
    void shouldSayThatThisTargetItselfHasItOpen() throws IOException {
        opens(Long.toString(ProcessHandle.current().pid()), "java", "/dev/sdb");

        assertEquals("this target has it open for another of its devices; serve it by one of them only", holders());
    }

    @Test
    void shouldNameTheProcessThatHasACharacterDeviceOpenByAnyOfItsNames() throws IOException {
        opens("42", "tar", "/dev/nst0");

        String openers = new DeviceHolders(root.resolve("sys"), root.resolve("proc"))
                .openers(List.of(Path.of("/dev/st0"), Path.of("/dev/nst0")));

        assertEquals("process 42 (tar) has it open", openers);
    }

    @Test
    void shouldSayThatNobodyCanBeSeen() {
        assertEquals("somebody holds it who cannot be seen from here", holders());
    }
}
