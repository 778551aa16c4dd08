package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.KIB;
import static org.scst.core.internal.nexus.CommandPath.MIB;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.core.target.TargetCommand;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

class CommandMachineTest {
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 8 * MIB / BLOCK);
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
        assertEquals(0, initiator.live());
    }

    @Test
    void shouldAnswerACommandWithoutDataAtOnce() {
        assertGood(initiator.outcome(initiator.send(0, CommandPath.synchronizeCache())));
    }

    @Test
    void shouldLookAtLogicalUnitsInUseWhenCommandsForThemAreReceived() {
        CommandPath.Unit second = path.map(1, 8 * MIB / BLOCK);
        FakeNexusTransport other = path.initiator("b");
        expect(other, 0, 1, 7, 0);
        assertEquals(0, disk.device.glances(), "nothing has been received");

        assertGood(other.outcome(other.send(0, testUnitReady())));

        assertEquals(2, disk.device.glances());
        assertEquals(1, second.device.glances());
        assertGood(other.outcome(other.send(1, testUnitReady())));
        assertEquals(1, second.device.glances(), "once is enough");
    }

    @Test
    void shouldLookAtNothingWhenAllCommandsAreForOneLogicalUnit() {
        expect(initiator, 0, 0, 0);
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
        assertEquals(0, disk.device.glances());
    }

    @Test
    void shouldForgetACommandThatHasNotCome() {
        path.map(1, 8 * MIB / BLOCK);
        FakeNexusTransport other = path.initiator("b");
        expect(other, 0, 1);
        other.nexus().batchEnded();
        int looked = disk.device.glances();
        assertGood(other.outcome(other.send(0, testUnitReady())));
        assertEquals(looked, disk.device.glances());
    }

    @Test
    void shouldGoOnWhenAHandlerCannotBeLookedAt() {
        path.map(1, 8 * MIB / BLOCK);
        FakeNexusTransport other = path.initiator("b");
        disk.device.manner(Manner.THROW);
        expect(other, 0, 1);
        assertGood(other.outcome(other.send(1, testUnitReady())));
        disk.device.manner(Manner.AT_ONCE);

        expect(other, 0, 1);
        assertGood(other.outcome(other.send(0, testUnitReady())));
        assertEquals(0, disk.device.glances());
    }

    private static void expect(FakeNexusTransport from, int... luns) {
        for (int lun : luns) {
            from.nexus().expected(LogicalUnitNumber.encode(lun));
        }
        from.nexus().expected(-1);
    }

    @Test
    void shouldEndACommandOnlyWhenItsResponseHasLeft() {
        initiator.delivers(false);
        initiator.send(0, testUnitReady());
        assertEquals(1, path.nexus("a").commandsInFlight());
        assertEquals(CommandState.RESPONDING, path.nexus("a").commands().all().getFirst().state);
        initiator.deliver(1);
        assertEquals(0, path.nexus("a").commandsInFlight());
    }

    @Test
    void shouldKeepNoHandlerInACommandThatWaitsToBeUsedAgain() {
        initiator.delivers(false);
        initiator.send(0, testUnitReady());
        Command command = path.nexus("a").commands().all().getFirst();
        assertNotNull(command.row);
        initiator.deliver(1);
        assertNull(command.row);
        assertNull(command.handler);
        assertNull(command.view);
    }

    @Test
    void shouldRefuseAnUnknownOperationCode() {
        assertSense(
                initiator.outcome(initiator.send(0, new byte[] {(byte) 0xEE, 0, 0, 0, 0, 0})),
                AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    }

    @Test
    void shouldReportLbaOutOfRangeWhenAReadCrossesTheCapacity() {
        int capacity = (int) disk.device.capacity();
        assertSense(
                initiator.outcome(initiator.read(0, read10(capacity - 1, 2), 2 * BLOCK)),
                SenseKey.ILLEGAL_REQUEST,
                AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertSense(
                initiator.outcome(initiator.send(0, read10(-1, 0))),
                AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertGood(initiator.outcome(initiator.read(0, read10(capacity - 1, 1), BLOCK)));
    }

    @Test
    void shouldMoveProtectionInformationWithEachBlockInOneWindow() {
        disk.device.protectionInformation(8);
        int blocks = 600; // more than a window
        byte[] data = bytes(blocks * (BLOCK + 8), 1);

        assertGood(initiator.outcome(initiator.write(0, write10(0, blocks), data)));
        assertArrayEquals(data, Arrays.copyOf(disk.device.medium(), data.length));
        long read = initiator.read(0, read10(0, blocks), data.length);
        assertArrayEquals(data, initiator.ending(read).data());

        assertSense(
                initiator.outcome(initiator.write(0, write10(0, 2), bytes(2 * BLOCK, 1))),
                AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
        disk.device.protectionInformation(0);
        assertGood(initiator.outcome(initiator.write(0, write10(0, 2), bytes(2 * BLOCK, 1))));
    }

    @Test
    void shouldProcessOnTheDevicesContextWhatIsHandedOver() {
        disk.device.manner(Manner.HAND_OVER);
        byte[] data = bytes(BLOCK, 1);
        long write = initiator.write(0, write10(0, 1), data);
        assertFalse(initiator.answered(write));
        assertEquals(1, disk.context.waiting());
        path.run();
        assertGood(initiator.outcome(write));
        assertArrayEquals(data, Arrays.copyOf(disk.device.medium(), BLOCK));
    }

    @Test
    void shouldHandOverAReadBatchInOnePiece() {
        disk.device.manner(Manner.HAND_OVER_IN_BATCH);
        int before = disk.context.batches();
        for (int i = 0; i < 5; i++) {
            TargetCommand write = initiator.command(0, write10(i, 1)).expectedDataOut(BLOCK);
            initiator.data(write.identifier(), bytes(BLOCK, i));
            initiator.handIn(write);
        }
        assertEquals(before, disk.context.batches());
        initiator.nexus().batchEnded();
        assertEquals(before + 1, disk.context.batches());
        path.run();
        assertEquals(6, initiator.completed().size());
        assertArrayEquals(bytes(BLOCK, 4), Arrays.copyOfRange(disk.device.medium(), 4 * BLOCK, 5 * BLOCK));
    }

    @Test
    void shouldNotForgetABatchWhenTheNexusIsLostBeforeItEnds() {
        disk.device.manner(Manner.HAND_OVER_IN_BATCH);
        initiator.handIn(initiator.command(0, read10(0, 1)).expectedDataIn(BLOCK));
        initiator.lose();
        path.run();
        assertEquals(org.scst.core.target.NexusState.GONE, initiator.nexus().state());
    }

    @Test
    void shouldCountAndRefuseASecondAnswer() {
        disk.device.manner(Manner.BY_TOKEN);
        long read = initiator.read(0, read10(0, 1), BLOCK);
        FakeDevice.Asked asked = disk.device.asked().getFirst();
        assertTrue(disk.device.answer());
        assertFalse(disk.device.context().complete(asked.command(), asked.token(), Outcome.UNRECOVERED_READ_ERROR));
        path.run();
        assertGood(initiator.outcome(read));
        assertEquals(1, path.counters.staleTokens.sum());
    }

    @Test
    void shouldRefuseATokenOfACommandThatWasRecycled() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), BLOCK);
        FakeDevice.Asked old = disk.device.asked().getFirst();
        disk.device.answer();
        path.run();
        long second = initiator.read(0, read10(1, 1), BLOCK);
        assertFalse(disk.device.context().complete(old.command(), old.token(), Outcome.UNRECOVERED_READ_ERROR));
        path.run();
        assertFalse(initiator.answered(second));
        disk.device.answer();
        path.run();
        assertGood(initiator.outcome(second));
    }

    @Test
    void shouldHearAHandlerOnceThatAnswersByTokenAndByReturning() {
        disk.device.manner(Manner.TWICE);
        long first = initiator.read(0, read10(0, 1), BLOCK);
        disk.device.manner(Manner.BY_TOKEN);
        long second = initiator.read(0, read10(1, 1), BLOCK);
        path.run();
        assertGood(initiator.outcome(first));
        assertFalse(initiator.answered(second));
        assertEquals(1, path.counters.staleTokens.sum());
        disk.device.answer();
        path.run();
        assertGood(initiator.outcome(second));
    }

    @Test
    void shouldEndOneCommandWhenAHandlerThrowsAndServeAllOthers() {
        disk.device.manner(Manner.THROW);
        long failed = initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        disk.device.manner(Manner.THROW_LATER);
        long failedLater = initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.run();
        disk.device.manner(Manner.AT_ONCE);
        long good = initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        assertSense(initiator.outcome(failed), SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
        assertSense(initiator.outcome(failedLater), AdditionalSense.INTERNAL_TARGET_FAILURE);
        assertGood(initiator.outcome(good));
        assertEquals(2, path.counters.defects.sum());
    }

    @Test
    void shouldAnswerTaskSetFullAboveTheQueueLimit() {
        disk.logicalUnit.change(view -> new org.scst.core.internal.logicalunit.LogicalUnitView(
                view.table(), null, null, BLOCK, view.capacity(), null, 2));
        disk.device.manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), BLOCK);
        initiator.read(0, read10(1, 1), BLOCK);
        long third = initiator.read(0, read10(2, 1), BLOCK);
        assertStatus(initiator.outcome(third), Status.TASK_SET_FULL);
        disk.device.answer();
        disk.device.answer();
    }

    @Test
    void shouldEndAllCommandsOfANexusThatUsesAnIdentifierTwice() {
        disk.device.manner(Manner.BY_TOKEN);
        long first = initiator.read(0, read10(0, 1), BLOCK);
        TargetCommand again =
                initiator.command(0, read10(1, 1)).expectedDataIn(BLOCK).identifier(first);
        initiator.send(again);
        assertSense(initiator.outcome(first), SenseKey.ABORTED_COMMAND, AdditionalSense.OVERLAPPED_COMMANDS_ATTEMPTED);
        disk.device.answer();
        path.run();
        assertEquals(List.of(first), initiator.aborted());
        assertEquals(1, path.counters.overlapped.sum());
        disk.device.manner(Manner.AT_ONCE);
        assertGood(initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)));
    }

    @Test
    void shouldLetACommandWaitForMemoryAndGoOnWhenThereIsSome() {
        CommandPath.Unit small = path.map(1, 64, new Budget(8 * KIB, path.total));
        initiator.send(1, testUnitReady());
        initiator.send(1, testUnitReady());
        small.device.manner(Manner.BY_TOKEN);
        long first = initiator.read(1, read10(0, 16), 8 * KIB);
        long second = initiator.read(1, read10(0, 16), 8 * KIB);
        assertEquals(CommandState.PREPARED, path.command("a", second).state);
        small.device.answer();
        path.run();
        assertGood(initiator.outcome(first));
        small.device.answer();
        path.run();
        assertGood(initiator.outcome(second));
        assertEquals(1, path.counters.memoryWaits.sum());
    }

    @Test
    void shouldAnswerBusyWhenMemoryDoesNotComeInTime() {
        CommandPath.Unit small = path.map(1, 64, new Budget(8 * KIB, path.total));
        initiator.send(1, testUnitReady());
        initiator.send(1, testUnitReady());
        small.device.manner(Manner.BY_TOKEN);
        long first = initiator.read(1, read10(0, 16), 8 * KIB);
        long second = initiator.read(1, read10(0, 16), 8 * KIB);
        path.pass(Duration.ofSeconds(6));
        assertStatus(initiator.outcome(second), Status.BUSY);
        small.device.answer();
        path.run();
        assertGood(initiator.outcome(first));
    }

    /** A write of 1 MiB whose first window is done, and whose memory somebody else has taken then. */
    private long writeWithoutMemoryForItsSecondWindow(Budget budget, byte[] data) {
        CommandPath.Unit small = path.map(1, 8192, budget);
        initiator.send(1, testUnitReady());
        initiator.send(1, testUnitReady());
        small.device.manner(Manner.BY_TOKEN);
        long write = initiator.write(1, write10(0, MIB / BLOCK), data);
        budget.whenAvailable(256 * KIB, Runnable::run, () -> assertTrue(budget.tryReserve(256 * KIB)));
        small.device.answer();
        small.device.manner(Manner.AT_ONCE);
        path.run();
        assertEquals(CommandState.AWAITING_DATA_OUT, path.command("a", write).state);
        assertEquals(1, small.device.processed().size());
        return write;
    }

    @Test
    void shouldGoOnWithALargeWriteWhenMemoryComesBackBetweenTwoWindows() {
        Budget budget = new Budget(256 * KIB, path.total);
        byte[] data = bytes(MIB, 1);
        long write = writeWithoutMemoryForItsSecondWindow(budget, data);
        budget.release(256 * KIB);
        path.run();
        assertGood(initiator.outcome(write));
    }

    @Test
    void shouldAnswerALargeWriteBusyWhenMemoryDoesNotComeBackInTime() {
        Budget budget = new Budget(256 * KIB, path.total);
        long write = writeWithoutMemoryForItsSecondWindow(budget, bytes(MIB, 1));
        path.pass(Duration.ofSeconds(6));
        assertStatus(initiator.outcome(write), Status.BUSY);
        budget.release(256 * KIB);
        path.run();
    }

    @Test
    void shouldHoldCommandsOfTheMediumAtTheFenceAndLetThemGoOn() {
        disk.logicalUnit.hold(() -> {});
        long read = initiator.read(0, read10(0, 1), BLOCK);
        assertEquals(CommandState.DORMANT, path.command("a", read).state);
        assertGood(initiator.outcome(initiator.read(0, CommandPath.inquiry(36), 36)));
        disk.logicalUnit.resume();
        path.run();
        assertGood(initiator.outcome(read));
    }

    @Test
    void shouldAnswerBusyToHeldCommandsWhenTheLogicalUnitBecomesNotReady() {
        disk.logicalUnit.hold(() -> {});
        long read = initiator.read(0, read10(0, 1), BLOCK);
        disk.logicalUnit.notReady(Outcome.check(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT));
        path.run();
        assertStatus(initiator.outcome(read), Status.BUSY);
        assertSense(
                initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)),
                SenseKey.NOT_READY,
                AdditionalSense.MEDIUM_NOT_PRESENT);
        disk.logicalUnit.notReady(null);
        disk.logicalUnit.resume();
    }

    @Test
    void shouldHoldStartStopUnitAtTheFenceOfAnAbsentMedium() {
        disk.logicalUnit.notReady(Outcome.check(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT));
        disk.logicalUnit.hold(() -> {});
        long start = initiator.send(0, new byte[] {0x1B, 0, 0, 0, 1, 0});
        assertEquals(CommandState.DORMANT, path.command("a", start).state);
        disk.logicalUnit.resume();
        path.run();
        assertGood(initiator.outcome(start));
    }

    @Test
    void shouldWakeCommandsThatCameDuringAGracePeriod() {
        FakeNexusTransport other = path.initiator("b");
        disk.device.manner(Manner.BY_TOKEN);
        long slow = initiator.read(0, read10(0, 1), BLOCK);
        long reservation = initiator.send(0, reserve());
        assertFalse(initiator.answered(reservation));
        long held = other.read(0, read10(0, 1), BLOCK);
        assertFalse(other.answered(held));
        disk.device.answer();
        path.run();
        assertGood(initiator.outcome(slow));
        assertGood(initiator.outcome(reservation));
        assertStatus(other.outcome(held), Status.RESERVATION_CONFLICT);
    }

    @Test
    void shouldGiveHeldCommandsToTheDeviceServerThatHasTakenOver() {
        FakeDevice next = new FakeDevice(8);
        byte[] data = bytes(BLOCK, 9);
        System.arraycopy(data, 0, next.medium(), 0, BLOCK);
        disk.logicalUnit.hold(() -> {});
        long read = initiator.read(0, read10(0, 1), BLOCK);
        disk.device.close();
        disk.logicalUnit.change(
                view -> view.medium(new CommandTable(next.commandSet(), PrimaryCommandSet.of(disk.facts)), BLOCK, 8));
        disk.logicalUnit.resume();
        path.run();
        assertArrayEquals(data, initiator.ending(read).data());
    }

    @Test
    void shouldSendHeldCommandsAgainWhenTheBlockLengthHasChanged() {
        disk.logicalUnit.hold(() -> {});
        long read = initiator.read(0, read10(0, 1), BLOCK);
        disk.logicalUnit.change(view ->
                view.medium(new CommandTable(disk.device.commandSet(), PrimaryCommandSet.of(disk.facts)), 4096, 1024));
        disk.logicalUnit.resume();
        path.run();
        assertStatus(initiator.outcome(read), Status.BUSY);
    }

    @Test
    void shouldGoOnWhenTheDriverReportsLossWhileItIsGivenAResponse() {
        initiator.onComplete(command -> initiator.nexus().lost());
        initiator.delivers(false);
        initiator.send(0, testUnitReady());
        path.run();
        assertEquals(org.scst.core.target.NexusState.GONE, initiator.nexus().state());
    }

    // Storage that does not answer

    @Test
    void shouldDetachACommandThatStorageDoesNotAnswerAndKeepWhatItHas() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.pass(Duration.ofSeconds(31));
        assertEquals(1, path.pool.outstanding());
        assertEquals(1, disk.logicalUnit.fence().inside());
        assertEquals(1, disk.logicalUnit.detachedCommands());
        assertEquals(List.of(disk.device.asked().getFirst().command()), disk.device.aborted());
        disk.device.answer();
        path.run();
        assertEquals(0, path.pool.outstanding());
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    /** No initiator may take hung storage for a broken medium: what it gets is tried again, then and until storage answers. */
    @Test
    void shouldGiveOnlyRetriableAnswersWhileStorageHangs() {
        disk.device.manner(Manner.BY_TOKEN);
        long hung = initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.pass(Duration.ofSeconds(31));
        assertSense(
                initiator.outcome(hung), SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_UNIT_COMMUNICATION_TIME_OUT);
        assertSense(
                initiator.outcome(initiator.write(0, write10(0, 1), bytes(BLOCK, 1))),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
        disk.device.answer();
        path.run();
    }

    @Test
    void shouldTakeADetachedCommandBackBeforeItsResponseHasLeft() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.delivers(false);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.pass(Duration.ofSeconds(31));
        disk.device.answer();
        path.run();
        initiator.deliver(1);
        assertEquals(0, path.nexus("a").commandsInFlight());
    }

    @Test
    void shouldTakeADetachedCommandBackWhileTheNexusIsParked() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.pass(Duration.ofSeconds(31));
        path.registration.end();
        path.run();
        disk.device.answer();
        path.run();
        assertEquals(0, disk.logicalUnit.detachedCommands());
        assertEquals(0, path.pool.outstanding());
    }

    @Test
    void shouldTakeADetachedCommandBackAfterItsNexusHasGone() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.pass(Duration.ofSeconds(31));
        initiator.lose();
        path.run();
        assertEquals(org.scst.core.target.NexusState.GONE, initiator.nexus().state());
        disk.device.answer();
        path.run();
        assertEquals(0, disk.logicalUnit.detachedCommands());
    }

    @Test
    void shouldTakeBackAReservationThatWaitedForHungStorage() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        initiator.send(0, reserve());
        path.pass(Duration.ofSeconds(31));
        assertEquals(2, disk.logicalUnit.detachedCommands());
        disk.device.answer();
        path.run();
        assertEquals(0, disk.logicalUnit.detachedCommands());
        assertTrue(initiator.closeReasons().isEmpty());
    }

    // What is counted

    private double processingMicros() {
        return path.nexus("a").statistics().latencies().stream()
                .filter(bucket -> bucket.stage().equals("processing"))
                .mapToDouble(org.scst.core.admin.Statistics.LatencyBucket::upperMicros)
                .max()
                .orElse(0);
    }

    @Test
    void shouldNotCountTheTimeItsDataTookAsProcessingOfARefusedCommand() {
        double before = processingMicros();
        initiator.answersData(false);
        long write = initiator.write(0, write10(1 << 20, 1), bytes(BLOCK, 1));
        path.pass(Duration.ofSeconds(10));
        initiator.answer();
        assertSense(initiator.outcome(write), AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertEquals(before, processingMicros());
    }

    @Test
    void shouldCountAsProcessingWhatTheHandlerTookForEveryWindow() {
        CommandPath.Unit large = path.map(1, 1024);
        initiator.send(1, testUnitReady());
        initiator.send(1, testUnitReady());
        large.device.manner(Manner.BY_TOKEN);
        initiator.read(1, read10(0, 1024), 512 * 1024);
        for (int window = 0; window < 2; window++) {
            path.pass(Duration.ofSeconds(4));
            large.device.answer();
            path.run();
        }
        assertTrue(processingMicros() > 8_000_000, () -> "only " + processingMicros());
    }
}
