package org.scst.passthru.internal.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.passthru.internal.configuration.PassthroughSettings;
import org.scst.passthru.internal.generic.DeviceInUseException;

class OwnershipTest {
    private static final String MOUNTED = "/dev/sda is in use: is mounted at /mnt";
    private final FakeContext context = new FakeContext();
    private final EmulatedDevice emulated = EmulatedDevice.disk();
    private final FakeWays ways = new FakeWays(emulated);

    private PassthroughDevice open() throws IOException {
        PassthroughSettings settings = PassthroughSettings.read(Map.of("type", "dev_disk", "device", "/dev/sg0"));
        return PassthroughDevice.open(settings, context, ways, () -> {});
    }

    private void second() {
        List.copyOf(ways.beats).forEach(Runnable::run);
        context.runAll();
    }

    private static Outcome read(PassthroughDevice disk, FakeContext context) {
        return new FakeCommand(disk, "28000000000500000100").run(context);
    }

    @Test
    void shouldNotServeWhatIsInUseOnThisMachine() {
        ways.holder = MOUNTED;

        IOException problem = assertThrows(DeviceInUseException.class, this::open);

        assertEquals(MOUNTED, problem.getMessage());
        assertTrue(emulated.closed);
        assertEquals(List.of(), context.leases);
    }

    @Test
    void shouldHoldTheDeviceAsLongAsItIsServed() throws IOException {
        PassthroughDevice disk = open();
        assertEquals(1, ways.claims);

        disk.close();
        assertEquals(0, ways.claims);
    }

    @Test
    void shouldLetGoOfADeviceThatIsNotServedAfterAll() {
        emulated.identity(0x01, "TAPE");

        assertThrows(IOException.class, this::open);

        assertEquals(0, ways.claims);
    }

    @Test
    void shouldServeNoLongerWhatSomebodyTookBeforeItsBlockDeviceCouldBeClaimed() throws IOException {
        PassthroughDevice disk = open();
        ways.holder = MOUNTED;
        second();

        assertEquals(MOUNTED, context.reason);
        assertEquals(SenseKey.NOT_READY, read(disk, context).sense().key());
        assertTrue(emulated.closed);

        ways.device = EmulatedDevice.disk();
        second();
        assertEquals(MOUNTED, context.reason);
        assertTrue(ways.device.closed);

        ways.holder = null;
        ways.device = EmulatedDevice.disk();
        second();
        assertNull(context.notReady);
        assertEquals(1, ways.claims);
        assertEquals(Outcome.GOOD, read(disk, context));
    }

    @Test
    void shouldLetGoOfADeviceThatIsTakenOut() throws IOException {
        open();
        emulated.gone = true;
        ways.device = null;
        second();
        assertEquals(0, ways.claims);
    }
}
