package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.MediumException;

class ReadTest {
    private static final String READ_10_OF_TWO_BLOCKS_AT_3 = "28 00 00 00 00 03 00 00 02 00";
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
    }

    @Test
    void shouldAnswerOnTheCallersThreadWhenEverythingIsAtHand() {
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);

        assertEquals(Outcome.GOOD, command.begin());

        assertArrayEquals(fixture.store.range(3 * 512, 1024), command.dataIn());
        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldHandOverOnlyTheRestOfAShortCount() {
        fixture.store.atHand = 600;
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);

        assertNull(command.begin());
        assertTrue(command.handedOver());
        assertEquals(Outcome.GOOD, command.goOn());

        assertEquals(List.of("read " + (3 * 512 + 600) + " 424"), fixture.store.calls);
        assertArrayEquals(fixture.store.range(3 * 512, 1024), command.dataIn());
    }

    @Test
    void shouldLetTheStoreReadTheRestWhileNobodyWaits() {
        fixture.store.atHand = 600;
        fixture.store.begins = true;
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);

        assertNull(command.begin());
        assertFalse(command.handedOver());
        assertTrue(fixture.context.completed.isEmpty());
        fixture.store.begun.getFirst().run();

        assertEquals(Outcome.GOOD, fixture.context.completed.get(command.token()));
        assertEquals(List.of("begun read " + (3 * 512 + 600) + " 424"), fixture.store.calls);
        assertArrayEquals(fixture.store.range(3 * 512, 1024), command.dataIn());
    }

    @Test
    void shouldSayWhichBlockCannotBeReadWhenNobodyWaited() {
        fixture.store.atHand = 0;
        fixture.store.begins = true;
        fixture.store.failure = new MediumException(4 * 512, "broken", null);
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);

        assertNull(command.begin());
        fixture.store.begun.getFirst().run();

        Outcome outcome = fixture.context.completed.get(command.token());
        assertSense(outcome, SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);
        assertEquals(4, outcome.sense().information());
        command.release();
    }

    @Test
    void shouldUseAgainWhatStoodForAReadThatHasEnded() {
        fixture.store.atHand = 0;
        fixture.store.begins = true;
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);
        for (int i = 0; i < 3; i++) {
            assertNull(command.begin());
            fixture.store.begun.removeFirst().run();

            assertEquals(Outcome.GOOD, fixture.context.completed.remove(command.token()));
            assertArrayEquals(fixture.store.range(3 * 512, 1024), command.dataIn());
        }

        assertEquals(3, fixture.store.listeners.size());
        assertEquals(1, Set.copyOf(fixture.store.listeners).size());
    }

    @Test
    void shouldKeepReadsApartThatAreUnderWayAtATime() {
        fixture.store.atHand = 0;
        fixture.store.begins = true;
        FakeDeviceCommand first = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);
        FakeDeviceCommand second = fixture.command("28 00 00 00 00 09 00 00 01 00");
        assertNull(first.begin());
        assertNull(second.begin());

        fixture.store.begun.removeLast().run();

        assertEquals(Set.of(second.token()), fixture.context.completed.keySet());
        assertArrayEquals(fixture.store.range(9 * 512, 512), second.dataIn());
        fixture.store.begun.removeLast().run();
        assertEquals(Outcome.GOOD, fixture.context.completed.get(first.token()));
        first.release();
    }

    @Test
    void shouldRefuseToBeToldTwice() {
        fixture.store.atHand = 0;
        fixture.store.begins = true;
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);
        assertNull(command.begin());
        fixture.store.begun.getFirst().run();
        fixture.context.completed.clear();

        assertThrows(
                IllegalStateException.class,
                () -> fixture.store.listeners.getFirst().ended(null));
        assertTrue(fixture.context.completed.isEmpty());
        command.release();
    }

    @Test
    void shouldHandOverWhatTheStoreDoesNotBegin() {
        fixture.store.atHand = 0;
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);

        assertNull(command.begin());
        assertTrue(command.handedOver());
        assertEquals(Outcome.GOOD, command.goOn());
        assertArrayEquals(fixture.store.range(3 * 512, 1024), command.dataIn());
    }

    @Test
    void shouldReadEachWindowFromItsOwnPlace() {
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3).window(512, 512);

        assertEquals(Outcome.GOOD, command.begin());

        assertArrayEquals(fixture.store.range(4 * 512, 512), command.dataIn());
    }

    @Test
    void shouldReadByEveryLengthOfCdb() {
        byte[] expected = fixture.store.range(3 * 512, 1024);

        assertArrayEquals(expected, fixture.in("08 00 00 03 02 00"));
        assertArrayEquals(expected, fixture.in(READ_10_OF_TWO_BLOCKS_AT_3));
        assertArrayEquals(expected, fixture.in("a8 00 00 00 00 03 00 00 00 02 00 00"));
        assertArrayEquals(expected, fixture.in("88 00 00 00 00 00 00 00 00 03 00 00 00 02 00 00"));
    }

    @Test
    void shouldRead256BlocksWhenTheLengthOfRead6IsZero() {
        assertEquals(256 * 512, fixture.in("08 00 00 00 00 00").length);
    }

    @Test
    void shouldDoNothingWhenNoBlocksAreAskedFor() {
        assertEquals(0, fixture.in("28 00 00 00 00 03 00 00 00 00").length);
    }

    @Test
    void shouldMakeEverythingDurableBeforeReadingWithFua() {
        FakeDeviceCommand command = fixture.command("28 08 00 00 00 03 00 00 02 00");

        assertEquals(Outcome.GOOD, command.run(fixture.context));

        assertEquals(List.of("flush", "read 1536 1024"), fixture.store.calls);
        assertArrayEquals(fixture.store.range(3 * 512, 1024), command.dataIn());
    }

    @Test
    void shouldAcceptDpo() {
        assertEquals(1024, fixture.in("28 10 00 00 00 03 00 00 02 00").length);
    }

    @Test
    void shouldRefuseProtectionInformationThatItDoesNotHave() {
        Outcome refused = Outcome.check(Sense.invalidFieldInCdb(1, 7));

        assertEquals(refused, fixture.run("28 20 00 00 00 03 00 00 02 00"));
        assertEquals(refused, fixture.run("a8 80 00 00 00 03 00 00 00 02 00 00"));
        assertEquals(refused, fixture.run("88 40 00 00 00 00 00 00 00 03 00 00 00 02 00 00"));
    }

    @Test
    void shouldSayWhichBlockCannotBeRead() {
        fixture.store.atHand = 0;
        fixture.store.failure = new MediumException(4 * 512, "broken", null);

        Outcome outcome = fixture.run(READ_10_OF_TWO_BLOCKS_AT_3);

        assertSense(outcome, SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR);
        assertTrue(outcome.sense().informationValid());
        assertEquals(4, outcome.sense().information());
    }

    @Test
    void shouldLeaveOutWhatNobodyWantsAnyMore() {
        fixture.store.atHand = 0;
        FakeDeviceCommand command = fixture.command(READ_10_OF_TWO_BLOCKS_AT_3);
        assertNull(command.begin());

        command.aborted = true;

        assertFalse(command.goOn().isSuccess());
        assertEquals(List.of(), fixture.store.calls);
        command.release();
    }
}
