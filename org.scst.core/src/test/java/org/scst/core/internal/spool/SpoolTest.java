package org.scst.core.internal.spool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

class SpoolTest {
    private static final SpooledDevice DISK = new SpooledDevice(
            "disk 1", "0001", 1L << 33, 4096, "a = [b], ü", Map.of(0x0A00, new byte[] {1, -1}), "stopped");
    private static final Sense CAPACITY = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    private static final Sense RESERVATION = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.RESERVATIONS_PREEMPTED);
    private static final SpooledNexus BUSY_ONE = new SpooledNexus(
            "iqn.a:t",
            "iqn.b:i,i,0x400001370000",
            "iqn.b:i",
            "iqn.b:i#10.0.0.1",
            null,
            "has 0 disk 1",
            List.of(
                    new SpooledLogicalUnit(0, "disk 1", true, true, true, List.of(CAPACITY, RESERVATION)),
                    new SpooledLogicalUnit(16383, "", false, false, false, List.of())));
    private static final SpooledNexus IDLE_ONE = new SpooledNexus("iqn.a:t", "k", "", "", List.of());

    @TempDir
    Path state;

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");

    private Spool spool() {
        return new Spool(state, () -> now);
    }

    private void writeBoth() throws IOException {
        spool().write(new VolatileState(List.of(DISK), List.of(BUSY_ONE, IDLE_ONE)));
    }

    private Path file() {
        return state.resolve("volatile");
    }

    @Test
    void shouldGiveBackWhatItWasGiven() throws IOException {
        writeBoth();
        VolatileState taken = spool().take();
        assertEquals(List.of(BUSY_ONE, IDLE_ONE), taken.nexuses());
        SpooledDevice device = taken.devices().getFirst();
        assertEquals(DISK.name(), device.name());
        assertEquals(DISK.serial(), device.serial());
        assertEquals(DISK.capacity(), device.capacity());
        assertEquals(DISK.blockLength(), device.blockLength());
        assertEquals(DISK.inquiry(), device.inquiry());
        assertArrayEquals(new byte[] {1, -1}, device.modePages().get(0x0A00));
    }

    @Test
    void shouldBeTakenOnce() throws IOException {
        writeBoth();
        spool().take();
        assertFalse(Files.exists(file()));
        assertSame(VolatileState.NONE, spool().take());
    }

    @Test
    void shouldPutBackWhatItHasTakenAsOldAsItIs() throws IOException {
        writeBoth();
        Spool spool = spool();
        spool.take();
        now = now.plus(Spool.LIMIT);
        spool.putBack();
        assertEquals(2, spool().take().nexuses().size());
        spool.putBack();
        now = now.plusMillis(1);
        assertSame(VolatileState.NONE, spool().take());
    }

    @Test
    void shouldPutBackNothingWhenNothingWasTaken() throws IOException {
        Spool spool = spool();
        spool.take();
        spool.putBack();
        assertFalse(Files.exists(file()));
    }

    @Test
    void shouldGiveNothingWithoutAnOrderlyStop() throws IOException {
        assertSame(VolatileState.NONE, spool().take());
    }

    @Test
    void shouldNotUseWhatIsOlderThanInitiatorsWait() throws IOException {
        writeBoth();
        now = now.plus(Spool.LIMIT).plusMillis(1);
        assertSame(VolatileState.NONE, spool().take());
        assertFalse(Files.exists(file()));
    }

    @Test
    void shouldUseWhatIsAsOldAsInitiatorsWait() throws IOException {
        writeBoth();
        now = now.plus(Spool.LIMIT);
        assertEquals(2, spool().take().nexuses().size());
    }

    @Test
    void shouldNotUseWhatComesFromTheFuture() throws IOException {
        writeBoth();
        now = now.minus(Duration.ofMillis(1));
        assertSame(VolatileState.NONE, spool().take());
    }

    @Test
    void shouldUseNothingOfATruncatedFile() throws IOException {
        writeBoth();
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertSame(VolatileState.NONE, spool().take(), "of " + length + " bytes");
        }
    }

    @Test
    void shouldUseNothingOfAFileOfAnotherVersion() throws IOException {
        writeBoth();
        String text = Files.readString(file());
        Files.writeString(file(), text.replaceFirst("scst-volatile 1", "scst-volatile 2"));
        assertSame(VolatileState.NONE, spool().take());
    }

    @Test
    void shouldUseNothingOfWhatIsNoText() throws IOException {
        Files.write(file(), new byte[] {-1, -2, 10});
        assertSame(VolatileState.NONE, spool().take());
    }

    @Test
    void shouldKeepNoBlankOrLineEndOfANameApart() throws IOException {
        String name = "a b\nc=%20+";
        spool().write(new VolatileState(List.of(), List.of(new SpooledNexus(name, name, name, name, List.of()))));
        assertTrue(new String(Files.readAllBytes(file()), StandardCharsets.UTF_8)
                        .lines()
                        .count()
                == 3);
        assertEquals(name, spool().take().nexuses().getFirst().inventory());
    }
}
