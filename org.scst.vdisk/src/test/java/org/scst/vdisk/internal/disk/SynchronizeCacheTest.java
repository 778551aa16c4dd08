package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.FlushFailedException;

class SynchronizeCacheTest {
    private static final String TEN = "35 00 00 00 00 00 00 00 00 00";
    private static final String SIXTEEN = "91 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
    }

    @Test
    void shouldNotAnswerBeforeTheFlush() {
        FakeDeviceCommand command = fixture.command(TEN);

        assertNull(command.begin());
        assertEquals(0, fixture.context.completed.size());
        fixture.context.runAll();

        assertEquals(Outcome.GOOD, fixture.context.completed.get(command.token()));
        assertEquals(List.of("flush"), fixture.store.calls);
    }

    @Test
    void shouldFlushByTheLongerCdbToo() {
        assertEquals(Outcome.GOOD, fixture.run(SIXTEEN));

        assertEquals(List.of("flush"), fixture.store.calls);
    }

    @Test
    void shouldAnswerAtOnceWithImmedAndFlushLater() {
        assertEquals(
                Outcome.GOOD, fixture.command("35 02 00 00 00 00 00 00 00 00").begin());
        assertEquals(List.of(), fixture.store.calls);

        fixture.context.runAll();

        assertEquals(List.of("flush"), fixture.store.calls);
    }

    @Test
    void shouldFailAllWhoJoinedAndLatchTheDeviceWhenTheFlushFails() {
        fixture.store.failure = new FlushFailedException("input/output error", null);
        FakeDeviceCommand first = fixture.command(TEN);
        FakeDeviceCommand second = fixture.command(SIXTEEN);
        first.begin();
        second.begin();

        fixture.context.runAll();

        for (FakeDeviceCommand command : List.of(first, second)) {
            Outcome outcome = fixture.context.completed.get(command.token());
            assertSense(outcome, SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
        }
        assertEquals(List.of("flush"), fixture.store.calls);
        assertEquals(1, fixture.context.latched.size());
    }

    @Test
    void shouldNotSayGoodAgainBeforeAnOperatorHasLooked() {
        fixture.store.failure = new FlushFailedException("input/output error", null);
        fixture.run(TEN);
        fixture.store.failure = null;

        assertSense(fixture.run(TEN), SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
        assertEquals(List.of("flush"), fixture.store.calls);

        fixture.disk.writeErrorCleared();
        assertEquals(Outcome.GOOD, fixture.run(TEN));
        assertEquals(List.of("flush", "flush"), fixture.store.calls);
    }

    @Test
    void shouldLatchTheDeviceWhenABackgroundFlushFails() {
        fixture.store.failure = new FlushFailedException("input/output error", null);
        fixture.command("35 02 00 00 00 00 00 00 00 00").begin();

        fixture.context.runAll();

        assertEquals(1, fixture.context.latched.size());
    }

    @Test
    void shouldNotSayGoodOfWhatAnEarlierServerHasLost() {
        fixture.context.latchWriteError("a flush failed");
        MediumErrors errors = new MediumErrors(fixture.context, 9, System::nanoTime);

        assertThrows(FlushFailedException.class, errors::refuseToFlush);
        errors.clear();
        assertDoesNotThrow(errors::refuseToFlush);
    }

    @Test
    void shouldNotWaitForACacheThatOutlivesALossOfPower() throws IOException {
        DiskFixture battery = new DiskFixture("nv_cache=1");

        assertEquals(Outcome.GOOD, battery.command(TEN).begin());
        assertEquals(Outcome.GOOD, battery.run("2a 08 00 00 00 03 00 00 01 00", new byte[512]));
        assertEquals(Outcome.GOOD, battery.run("28 08 00 00 00 03 00 00 01 00"));

        assertEquals(
                List.of("write 1536 512"),
                battery.store.calls.stream()
                        .filter(call -> !call.startsWith("read") && !call.startsWith("ask"))
                        .toList());
    }
}
