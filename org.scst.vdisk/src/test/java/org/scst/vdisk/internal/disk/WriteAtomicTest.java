package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

class WriteAtomicTest {
    private static final String FOUR_BLOCKS_AT_4 = "9c 00 00 00 00 00 00 00 00 04 00 00 00 04 00 00";
    private static final int OFFSET = 4 * 512;
    private static final int LENGTH = 4 * 512;
    private final FakeDeviceContext context = new FakeDeviceContext();
    private DiskFixture fixture;
    private byte[] former;
    private final byte[] next = new byte[LENGTH];

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture(context);
        former = now();
        Arrays.fill(next, (byte) 0xA5);
    }

    private byte[] now() {
        return fixture.store.range(OFFSET, LENGTH);
    }

    private void restart(String... properties) throws IOException {
        fixture.store.calls.clear();
        fixture = new DiskFixture(context, fixture.store, properties);
    }

    private static final class PowerLost extends Error {
        private static final long serialVersionUID = 1L;
    }

    private void losePowerInWrite(int ordinal) {
        fixture.store.writesToTear = ordinal;
        fixture.store.tearing = () -> {
            throw new PowerLost();
        };
        assertThrows(PowerLost.class, () -> fixture.run(FOUR_BLOCKS_AT_4, next));
    }

    @Test
    void shouldHaveWrittenEverythingDurablyWhenAnswered() throws IOException {
        assertEquals(Outcome.GOOD, fixture.run(FOUR_BLOCKS_AT_4, next));

        assertArrayEquals(next, now());
        assertEquals("write durable 2048 2048", fixture.store.calls.getLast());
        restart();
        assertEquals(List.of(), fixture.store.calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldHaveWrittenNothingWhenPowerIsLost(int write) throws IOException {
        losePowerInWrite(write);

        restart();

        assertArrayEquals(former, now());
        restart();
        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldDemandTheGranularityThatTheDiskIsToldTo() throws IOException {
        restart("atomic_granularity=2K");

        assertEquals(Outcome.GOOD, fixture.run(FOUR_BLOCKS_AT_4, next));
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(2, 7)),
                fixture.run("9c 00 00 00 00 00 00 00 00 05 00 00 00 04 00 00", next));
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(12, 7)),
                fixture.run("9c 00 00 00 00 00 00 00 00 04 00 00 00 03 00 00", new byte[3 * 512]));
    }

    @Test
    void shouldHaveWrittenNothingWhenItFails() throws IOException {
        fixture.store.writesToTear = 2;

        assertSense(fixture.run(FOUR_BLOCKS_AT_4, next), SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);

        assertArrayEquals(former, now());
        assertEquals(List.of(), context.latched);
    }

    @Test
    void shouldLeaveAnInterruptedWriteToAServerThatMayWrite() throws IOException {
        losePowerInWrite(2);

        restart("read_only=1");
        assertEquals(List.of(), fixture.store.calls);
        restart();

        assertArrayEquals(former, now());
    }

    @Test
    void shouldNotUndoWhatOthersHaveWrittenSince() throws IOException {
        losePowerInWrite(2);
        fixture.store.bytes[OFFSET + 700] ^= 1;
        byte[] there = now();

        restart();

        assertArrayEquals(there, now());
    }

    @Test
    void shouldTakeAJournalForEmptyThatWasNotWrittenToItsEnd() throws IOException {
        losePowerInWrite(2);
        Path journal = context.keptFile("undo");
        byte[] whole = Files.readAllBytes(journal);
        byte[] there = now();
        for (int length = 0; length < whole.length; length += 500) {
            Files.write(journal, Arrays.copyOf(whole, length));
            restart();
            assertArrayEquals(there, now());
        }
        whole[whole.length - 1] ^= 1;
        Files.write(journal, whole);

        restart();

        assertArrayEquals(there, now());
    }

    @Test
    void shouldHaveAReaderReadAgainThatItHasDisturbed() {
        FakeDeviceCommand read = fixture.command("28 00 00 00 00 04 00 00 04 00");
        fixture.store.whileReading = () -> fixture.run(FOUR_BLOCKS_AT_4, next);

        read.begin();

        assertTrue(read.handedOver());
        assertEquals(Outcome.GOOD, read.goOn());
        assertArrayEquals(next, read.dataIn());
    }

    @Test
    void shouldNotMixWhatWasAtHandBeforeWithWhatIsReadAfterwards() {
        fixture.store.atHand = 512;
        FakeDeviceCommand read = fixture.command("28 00 00 00 00 04 00 00 04 00");
        read.begin();
        fixture.run(FOUR_BLOCKS_AT_4, next);

        assertEquals(Outcome.GOOD, read.goOn());

        assertArrayEquals(next, read.dataIn());
    }

    @Test
    void shouldLetNobodyBegunToReadBeHeldForEver() {
        fixture.store.atHand = 0;
        fixture.store.begins = true;
        FakeDeviceCommand read = fixture.command("28 00 00 00 00 04 00 00 04 00");
        read.begin();
        fixture.store.begun.getFirst().run();

        assertEquals(Outcome.GOOD, fixture.run(FOUR_BLOCKS_AT_4, next));
        assertArrayEquals(former, read.dataIn());
    }

    @ParameterizedTest
    @CsvSource({
        "9c 00 00 00 00 00 00 00 00 00 00 00 08 01 00 00, 12",
        "9c 00 00 00 00 00 00 00 00 00 08 01 00 01 00 00, 10"
    })
    void shouldRefuseMoreThanBlockLimitsSay(String cdb, int field) {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(field, 7)), fixture.run(cdb, new byte[512]));
    }

    @Test
    void shouldRefuseProtectionInformation() {
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(1, 7)),
                fixture.run(FOUR_BLOCKS_AT_4.replaceFirst("9c 00", "9c 20"), next));
    }

    @Test
    void shouldWriteInOneStepWhateverTheBoundary() {
        assertEquals(Outcome.GOOD, fixture.run("9c 00 00 00 00 00 00 00 00 04 00 01 00 04 00 00", next));
        assertArrayEquals(next, now());
    }
}
