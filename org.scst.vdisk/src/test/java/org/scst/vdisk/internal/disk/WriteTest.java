package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ModePage;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.MediumException;
import org.scst.core.store.StoreFullException;

class WriteTest {
    private static final String WRITE_10_OF_ONE_BLOCK_AT_3 = "2a 00 00 00 00 03 00 00 01 00";
    private static final String WITH_FUA = "2a 08 00 00 00 03 00 00 01 00";
    private final byte[] block = new byte[512];
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
        Arrays.fill(block, (byte) 0x5A);
    }

    @Test
    void shouldGatherWritesThatWouldWaitForOneAnother() {
        fixture.store.inTurn = true;
        FakeDeviceCommand command = fixture.command(WRITE_10_OF_ONE_BLOCK_AT_3, block);

        assertNull(command.begin());
        assertTrue(command.batched);
        assertEquals(List.of(), fixture.store.calls);
        assertEquals(Outcome.GOOD, command.goOn());

        assertEquals(List.of("write 1536 512"), fixture.store.calls);
        assertArrayEquals(block, fixture.store.range(1536, 512));
        command.release();
    }

    @Test
    void shouldLetWritesThatDoNotWaitForOneAnotherRunAtTheSameTime() {
        FakeDeviceCommand command = fixture.command(WRITE_10_OF_ONE_BLOCK_AT_3, block);

        assertNull(command.begin());
        assertTrue(command.handedOver());
        assertFalse(command.batched);
        assertEquals(Outcome.GOOD, command.goOn());
        command.release();
    }

    @Test
    void shouldLetTheStoreWriteWhileNobodyWaits() {
        fixture.store.begins = true;
        FakeDeviceCommand command = fixture.command(WRITE_10_OF_ONE_BLOCK_AT_3, block);

        assertNull(command.begin());
        assertFalse(command.handedOver());
        fixture.store.begun.getFirst().run();

        assertEquals(Outcome.GOOD, fixture.context.completed.get(command.token()));
        assertArrayEquals(block, fixture.store.range(1536, 512));
        command.release();
    }

    @Test
    void shouldWaitForADurableWriteOnAThread() {
        fixture.store.begins = true;
        FakeDeviceCommand command = fixture.command(WITH_FUA, block);

        assertNull(command.begin());

        assertTrue(command.handedOver());
        assertTrue(fixture.store.begun.isEmpty());
        command.release();
    }

    @Test
    void shouldWriteOnTheCallersThreadWhereTheStoreAllowsIt() {
        fixture.store.inline = true;
        FakeDeviceCommand command = fixture.command(WRITE_10_OF_ONE_BLOCK_AT_3, block);

        assertEquals(Outcome.GOOD, command.begin());

        assertEquals(List.of("write 1536 512"), fixture.store.calls);
        command.release();
    }

    @Test
    void shouldWriteByEveryLengthOfCdb() {
        assertEquals(Outcome.GOOD, fixture.run("0a 00 00 01 01 00", block));
        assertEquals(Outcome.GOOD, fixture.run("2a 00 00 00 00 02 00 00 01 00", block));
        assertEquals(Outcome.GOOD, fixture.run("aa 00 00 00 00 03 00 00 00 01 00 00", block));
        assertEquals(Outcome.GOOD, fixture.run("8a 00 00 00 00 00 00 00 00 04 00 00 00 01 00 00", block));

        assertEquals(
                List.of("write 512 512", "write 1024 512", "write 1536 512", "write 2048 512"), fixture.store.calls);
    }

    @Test
    void shouldWriteDurablyWithFuaEvenWhereTheStoreWritesInline() {
        fixture.store.inline = true;
        FakeDeviceCommand command = fixture.command(WITH_FUA, block);

        assertNull(command.begin());
        assertFalse(command.batched);
        assertEquals(Outcome.GOOD, command.goOn());

        assertEquals(List.of("write durable 1536 512"), fixture.store.calls);
        command.release();
    }

    @Test
    void shouldWriteDurablyWhenConfiguredAsWriteThrough() throws IOException {
        DiskFixture writeThrough = new DiskFixture("write_through=1");

        assertEquals(Outcome.GOOD, writeThrough.run(WRITE_10_OF_ONE_BLOCK_AT_3, block));

        assertEquals(List.of("write durable 1536 512"), writeThrough.store.calls);
    }

    @Test
    void shouldWriteDurablyAfterModeSelectClearedWce() {
        fixture.disk.modePageChanged(caching(), new byte[18]);
        fixture.context.runAll();

        assertEquals(Outcome.GOOD, fixture.run(WRITE_10_OF_ONE_BLOCK_AT_3, block));

        assertEquals(List.of("flush", "write durable 1536 512"), fixture.store.calls);
    }

    @Test
    void shouldCacheAgainAfterModeSelectSetWce() {
        fixture.disk.modePageChanged(caching(), new byte[18]);
        fixture.disk.modePageChanged(caching(), caching().defaults());
        fixture.context.runAll();

        assertEquals(Outcome.GOOD, fixture.run(WRITE_10_OF_ONE_BLOCK_AT_3, block));

        assertEquals(List.of("flush", "write 1536 512"), fixture.store.calls);
    }

    private ModePage caching() {
        return fixture.disk.modePages().stream()
                .filter(page -> page.pageCode() == 8)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldReportSpaceAllocationFailedWhenTheStoreIsFull() {
        fixture.store.failure = new StoreFullException("no space left", null);

        Outcome outcome = fixture.run(WRITE_10_OF_ONE_BLOCK_AT_3, block);

        assertSense(outcome, SenseKey.DATA_PROTECT, AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT);
        assertEquals(List.of(), fixture.context.latched);
    }

    @Test
    void shouldSayWhichBlockCannotBeWritten() {
        fixture.store.failure = new MediumException(1536, "broken", null);

        Outcome outcome = fixture.run(WRITE_10_OF_ONE_BLOCK_AT_3, block);

        assertSense(outcome, SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
        assertEquals(3, outcome.sense().information());
        assertEquals(List.of(), fixture.context.latched);
    }

    @Test
    void shouldLatchTheDeviceWhenADurableWriteCouldNotBeMadeDurable() {
        fixture.store.failure = new FlushFailedException("lost", null);

        Outcome outcome = fixture.run(WITH_FUA, block);

        assertSense(outcome, SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
        assertEquals(1, fixture.context.latched.size());
    }

    @Test
    void shouldRefuseProtectionInformationThatItDoesNotHave() {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 7)), fixture.run("2a 20 00 00 00 03 00 00 01 00", block));
        assertEquals(List.of(), fixture.store.calls);
    }
}
