package org.scst.passthru.internal.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.passthru.internal.configuration.PassthroughSettings;

/** READ that the device calls GOOD although it has sent less than was asked for. */
class ShortTransferTest {
    private final FakeContext context = new FakeContext();
    private final EmulatedDevice emulated = EmulatedDevice.disk();
    private PassthroughDevice disk;

    @BeforeEach
    void open() throws IOException {
        PassthroughSettings settings = PassthroughSettings.read(Map.of("type", "dev_disk", "device", "/dev/sg0"));
        disk = PassthroughDevice.open(settings, context, new FakeWays(emulated), () -> {});
        emulated.seen.clear();
        for (int i = 0; i < emulated.medium.length; i++) {
            emulated.medium[i] = (byte) (i / EmulatedDevice.BLOCK + 1);
        }
    }

    private byte[] medium(int lba, int bytes) {
        return Arrays.copyOfRange(emulated.medium, lba * EmulatedDevice.BLOCK, lba * EmulatedDevice.BLOCK + bytes);
    }

    @Test
    void shouldReadTheRestInAWindowBeforeTheLast() throws IOException {
        emulated.missing.add(512);
        FakeCommand read = new FakeCommand(disk, "28000000000800000800").window(0, 2048);

        assertEquals(Outcome.GOOD, read.run(context));
        assertArrayEquals(medium(8, 2048), read.dataIn());
        assertEquals(List.of("28000000000800000400", "28000000000b00000100"), emulated.seen);
    }

    @Test
    void shouldReadTheRestOfAWholeCommandFromTheBlockThatIsIncomplete() throws IOException {
        emulated.missing.add(700);
        FakeCommand read = new FakeCommand(disk, "28000000000800000400");

        assertEquals(Outcome.GOOD, read.run(context));
        assertArrayEquals(medium(8, 2048), read.dataIn());
        assertEquals(List.of("28000000000800000400", "28000000000a00000200"), emulated.seen);
    }

    @Test
    void shouldNotCallReadWhatNeverComes() {
        emulated.missing.add(512);
        emulated.missing.add(512);
        FakeCommand read = new FakeCommand(disk, "28000000000800000800").window(0, 2048);

        Outcome outcome = read.run(context);

        assertEquals(SenseKey.ABORTED_COMMAND, outcome.sense().key());
        assertEquals(AdditionalSense.DATA_PHASE_ERROR, outcome.sense().additional());
    }

    @Test
    void shouldReadTheRestForAnInitiatorThatAnnouncesLessThanItsBlocks() throws IOException {
        emulated.missing.add(188);
        FakeCommand read = new FakeCommand(disk, "28000000000800000200").announcing(700);

        assertEquals(Outcome.GOOD, read.run(context));
        assertArrayEquals(medium(8, 700), read.dataIn());
        assertEquals(List.of("28000000000800000200", "28000000000900000100"), emulated.seen);
    }
}
