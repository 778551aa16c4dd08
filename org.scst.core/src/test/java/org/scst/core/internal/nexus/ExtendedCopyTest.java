package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.inquiry;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scst.core.internal.copy.Lists;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.FailedSegment;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeNexusTransport;

/** Third-party copies between two disks that an initiator is mapped. */
class ExtendedCopyTest {
    private static final int BLOCKS = 4096;
    /** Of one piece. */
    private static final int PIECE = 1024;

    private static final int HELD = 0;

    private CommandPath path;
    private CommandPath.Unit first;
    private CommandPath.Unit second;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapTwoDisks() {
        path = new CommandPath();
        first = path.map(0, BLOCKS).copying();
        second = path.map(1, BLOCKS).copying();
        System.arraycopy(bytes(BLOCKS * BLOCK, 1), 0, first.device.medium(), 0, BLOCKS * BLOCK);
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
        assertEquals(0, initiator.live());
    }

    private static Lists both() {
        return new Lists().naa(0x3000000000000001L).naa(0x3000000000000002L);
    }

    private long begin(FakeNexusTransport by, int lun, byte[] list) {
        return by.write(lun, Lists.cdb(0x83, 0, list.length), list);
    }

    private Outcome copy(byte[] list) {
        long tag = begin(initiator, 0, list);
        path.run();
        return initiator.outcome(tag);
    }

    private Outcome copy(Lists list) {
        return copy(list.lid1(1, HELD));
    }

    private Outcome send(FakeNexusTransport by, int lun, byte[] cdb) {
        long tag = by.read(lun, cdb, 255);
        path.run();
        return by.outcome(tag);
    }

    private byte[] read(byte[] cdb) {
        long tag = initiator.read(0, cdb, 512);
        path.run();
        assertGood(initiator.outcome(tag));
        return initiator.ending(tag).data();
    }

    private void assertCopied(int sourceLba, int lba, int blocks) {
        assertArrayEquals(
                Arrays.copyOfRange(first.device.medium(), sourceLba * BLOCK, (sourceLba + blocks) * BLOCK),
                Arrays.copyOfRange(second.device.medium(), lba * BLOCK, (lba + blocks) * BLOCK));
    }

    private static void assertAborted(AdditionalSense additional, Outcome outcome) {
        assertSense(outcome, SenseKey.COPY_ABORTED, additional);
    }

    private void assertNothingCopied() {
        assertArrayEquals(new byte[BLOCKS * BLOCK], second.device.medium());
    }

    @Test
    void shouldCopyFromOneLogicalUnitToAnother() {
        assertGood(copy(both().copy(0, 3, 1, 100, 2 * PIECE + 7)));
        assertCopied(3, 100, 2 * PIECE + 7);
        assertEquals(List.of("read 3 1024", "read 1027 1024", "read 2051 7"), first.blocks.done());
        assertEquals(List.of("write 100 1024", "write 1124 1024", "write 2148 7"), second.blocks.done());
    }

    @Test
    void shouldCopySegmentAfterSegment() {
        assertGood(copy(both().copy(0, 0, 1, 0, 1).copy(0, 8, 1, 1, 2).verify(1, true)));
        assertCopied(0, 0, 1);
        assertCopied(8, 1, 2);
    }

    @Test
    void shouldCopyWithinTheLogicalUnitThatHasTheCopyManager() {
        byte[] before = first.device.medium().clone();
        assertGood(copy(new Lists().copy(0xFFFF, 0, 0xFFFF, 512, 3 * PIECE)));
        assertArrayEquals(
                Arrays.copyOf(before, 3 * PIECE * BLOCK),
                Arrays.copyOfRange(first.device.medium(), 512 * BLOCK, (512 + 3 * PIECE) * BLOCK),
                "what overlaps was overwritten before it was read");
    }

    @Test
    void shouldCopyNothingWhenNothingIsAskedFor() {
        assertGood(copy(new byte[0]));
        assertGood(copy(both()));
        assertGood(copy(both().copy(0, 0, 1, 0, 0)));
        assertNothingCopied();
    }

    @Test
    void shouldFindALogicalUnitByItsT10VendorId() {
        byte[] name = "TESTKIT 0001-disk1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertGood(copy(new Lists().source(0xE4, 2, 1, name, 0).copy(0xFFFF, 0, 0, 0, 4)));
        assertCopied(0, 0, 4);
    }

    // Whose right it is

    @Test
    @DisplayName(
            "CVE-2020-28374, CVE-2021-3139: a copy reaches no logical unit that is not mapped to the issuing nexus")
    void shouldNotReadOrWriteALogicalUnitThatIsNotMappedToTheIssuingNexus() {
        path.unmap(1);
        send(initiator, 0, testUnitReady());
        assertAborted(AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE, copy(both().copy(0, 0, 1, 0, 1)));
        assertAborted(AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE, copy(both().copy(1, 0, 0, 0, 1)));
        assertSense(copy(both().verify(1, false)), AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE);
        assertNothingCopied();
        assertEquals(List.of(), second.blocks.done());
    }

    @Test
    void shouldStopWhenALogicalUnitIsUnmappedInTheMiddle() {
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, 2 * PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        path.unmap(1);
        path.run();
        assertSense(initiator.outcome(tag), AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE);
        assertNothingCopied();
    }

    @Test
    void shouldNotFollowALunToAnotherLogicalUnit() {
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, 2 * PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        CommandPath.Unit third = path.map(1, BLOCKS).copying();
        path.run();
        assertSense(initiator.outcome(tag), AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE);
        assertEquals(List.of(), third.blocks.done());
        send(initiator, 0, testUnitReady());
    }

    @Test
    void shouldNotWriteThroughAReadOnlyMapping() {
        path.map(1, second, true);
        assertAborted(AdditionalSense.THIRD_PARTY_DEVICE_FAILURE, copy(both().copy(0, 0, 1, 0, 1)));
        assertNothingCopied();
        assertGood(copy(both().copy(1, 0, 0, 0, 1)));
    }

    @Test
    void shouldBeJudgedByReservationsOfBothLogicalUnits() {
        FakeNexusTransport other = path.initiator("b");
        assertGood(send(other, 1, reserve()));
        Outcome outcome = copy(both().copy(0, 0, 1, 0, 1));
        assertSense(outcome, SenseKey.COPY_ABORTED, AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);
        assertEquals(
                new FailedSegment(0, false, Status.RESERVATION_CONFLICT, null),
                outcome.sense().failedSegment());
        assertAborted(AdditionalSense.THIRD_PARTY_DEVICE_FAILURE, copy(both().copy(1, 0, 0, 0, 1)));
        assertEquals(List.of(), second.blocks.done());
        assertGood(send(other, 1, CommandPath.release()));
        assertGood(copy(both().copy(0, 0, 1, 0, 1)));
    }

    @Test
    void shouldLeaveUnitAttentionConditionsToTheInitiator() {
        FakeNexusTransport fresh = path.fresh("b");
        assertSense(send(fresh, 0, testUnitReady()), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        long tag = begin(fresh, 0, both().copy(0, 0, 1, 0, 1).lid1(1, HELD));
        path.run();
        assertGood(fresh.outcome(tag));
        assertSense(send(fresh, 1, testUnitReady()), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    // What goes wrong

    @Test
    void shouldAbortTheCopyWhenARangeIsBehindTheEnd() {
        AdditionalSense none = AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION;
        assertAborted(none, copy(both().copy(0, BLOCKS - 1, 1, 0, 2)));
        assertAborted(none, copy(both().copy(0, 0, 1, -1L, 1)));
        assertAborted(none, copy(both().copy(0, 0, 1, BLOCKS - PIECE, PIECE + 1)));
        assertNothingCopied();
        assertGood(copy(both().copy(0, 0, 1, BLOCKS - 1, 1)));
    }

    @Test
    void shouldAbortTheCopyWhenADescriptorIsMissingOrOfAnotherKindOfDevice() {
        assertAborted(AdditionalSense.UNREACHABLE_COPY_TARGET, copy(both().copy(0, 0, 2, 0, 1)));
        byte[] tape = both().copy(0, 0, 1, 0, 1).lid1(1, HELD);
        tape[16 + 32 + 1] = 1;
        assertAborted(AdditionalSense.INCORRECT_COPY_TARGET_DEVICE_TYPE, copy(tape));
        byte[] otherBlocks = both().copy(0, 0, 1, 0, 1).lid1(1, HELD);
        otherBlocks[16 + 30] = 0x10;
        assertAborted(AdditionalSense.INCORRECT_COPY_TARGET_DEVICE_TYPE, copy(otherBlocks));
    }

    @Test
    void shouldAbortTheCopyWhenADiskFailsAndTellWhatItHasReported() {
        second.blocks.outcome(Outcome.WRITE_ERROR);
        Outcome outcome = copy(both().copy(0, 0, 1, 0, 1));
        assertSense(outcome, SenseKey.COPY_ABORTED, AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);
        assertEquals(
                new FailedSegment(0, false, Status.CHECK_CONDITION, Outcome.WRITE_ERROR.sense()),
                outcome.sense().failedSegment());
        byte[] details = read(Lists.receive(4, 1, 512));
        assertEquals(2, details[56]);
        assertEquals(37, details[59]);
        assertEquals(SenseKey.COPY_ABORTED.code(), details[60 + 2]);
        assertEquals(SenseKey.MEDIUM_ERROR.code(), details[60 + 19 + 2]);
        assertEquals(details.length - 4, ByteBuffer.wrap(details).getInt());
    }

    @Test
    void shouldTellWhichSegmentFailedAtItsSourceAndWhichCouldNotBegin() {
        first.blocks.outcome(Outcome.check(SenseKey.MEDIUM_ERROR, AdditionalSense.UNRECOVERED_READ_ERROR));
        Outcome outcome = copy(both().copy(1, 0, 1, 8, 1).copy(0, 0, 1, 0, 1));
        assertEquals(1, outcome.sense().failedSegment().number());
        assertTrue(outcome.sense().failedSegment().atSource());

        outcome = copy(both().copy(1, 0, 1, 8, 1).copy(1, 0, 1, 9, 1).copy(0, 0, 2, 0, 1));
        assertSense(outcome, SenseKey.COPY_ABORTED, AdditionalSense.UNREACHABLE_COPY_TARGET);
        assertEquals(FailedSegment.ofCopyManager(2), outcome.sense().failedSegment());
    }

    // What others do meanwhile

    /** Functions that end the copy. */
    enum Ending {
        ABORT_TASK(0),
        ABORT_TASK_SET(0),
        LOGICAL_UNIT_RESET(0),
        TARGET_RESET(0),
        I_T_NEXUS_RESET(0);

        private final int lun;

        Ending(int lun) {
            this.lun = lun;
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void shouldEndTheCopyInTheMiddleAndAwaitWhatADiskStillHas(Ending function) {
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, 2 * PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        first.context.run();
        path.runWithoutDevices();
        assertEquals(1, second.context.waiting(), "the first piece is not being written");
        TaskManagementRequest request =
                initiator.manage(TaskManagementFunction.valueOf(function.name()), function.lun, tag);
        path.runWithoutDevices();
        assertNull(initiator.response(request), "answered while a disk could still be written");
        path.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(request));
        assertEquals(List.of(tag), initiator.aborted());
        assertNothingCopied();
        assertEquals(1, first.blocks.done().size(), "it went on");
    }

    @Test
    void shouldAbortTheCopyWhenAnotherNexusResetsOneOfItsLogicalUnits() {
        FakeNexusTransport other = path.initiator("b");
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, 2 * PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        first.context.run();
        path.runWithoutDevices();
        TaskManagementRequest request = other.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 1, 0);
        path.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, other.response(request));
        assertSense(initiator.outcome(tag), SenseKey.COPY_ABORTED, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
        assertNothingCopied();
    }

    @Test
    void shouldEndWithItsNexus() {
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, 2 * PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        initiator.lose();
        path.run();
        assertEquals(List.of(tag), initiator.aborted());
        assertNothingCopied();
    }

    @Test
    void shouldGoOnAfterAnUpdateOfTheDriver() {
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, 2 * PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        path.updateDriver();
        initiator = initiator.resume(path.port, path.loop);
        path.run();
        assertGood(initiator.outcome(tag));
        assertCopied(0, 0, 2 * PIECE);
    }

    @Test
    void shouldFailAFunctionThatWaitsForStorageThatDoesNotAnswer() {
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        path.control.advance(NexusLimits.DEFAULT.processing().plusSeconds(1));
        path.registry.sweep();
        path.loop.run();
        assertEquals(1, first.logicalUnit.detachedCommands());
        path.runWithoutDevices();
        assertSense(initiator.outcome(tag), SenseKey.COPY_ABORTED, AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);
        TaskManagementRequest request = initiator.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        path.runWithoutDevices();
        assertEquals(ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE, initiator.response(request));
        path.run();
        assertNothingCopied();
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskAttribute.class,
            names = {"ORDERED", "HEAD_OF_QUEUE"})
    void shouldNotWaitForItselfWhateverItsTaskAttribute(TaskAttribute attribute) {
        byte[] list = both().copy(0, 0, 0, PIECE, PIECE).copy(0, 0, 1, 0, PIECE).lid1(1, HELD);
        var command = initiator.command(0, Lists.cdb(0x83, 0, list.length));
        initiator.data(command.identifier(), list);
        long tag = initiator.send(command.expectedDataOut(list.length).attribute(attribute));
        path.run();
        assertGood(initiator.outcome(tag));
    }

    @Test
    void shouldNotBeHeldUpByAnOrderedCommandThatWaitsForIt() {
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, 2 * PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        long ordered = initiator.send(initiator.command(0, testUnitReady()).attribute(TaskAttribute.ORDERED));
        path.run();
        assertGood(initiator.outcome(tag));
        assertGood(initiator.outcome(ordered));
    }

    // What is told of it

    @Test
    void shouldTellOfACopyInProgressAndWhenItHasEnded() {
        assertSense(send(initiator, 0, Lists.receive(0, 1, 12)), AdditionalSense.INVALID_FIELD_IN_CDB);
        long tag = begin(
                initiator, 0, both().copy(0, 0, 1, 0, 1).copy(0, 0, 1, 1, 2).lid1(1, HELD));
        path.runWithoutDevices();
        long asked = initiator.read(0, Lists.receive(0, 1, 12), 12);
        path.runWithoutDevices();
        assertArrayEquals(
                new byte[] {0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0},
                initiator.ending(asked).data());
        assertSense(copy(both()), SenseKey.ILLEGAL_REQUEST, AdditionalSense.OPERATION_IN_PROGRESS);
        path.run();
        assertGood(initiator.outcome(tag));
        assertArrayEquals(new byte[] {0, 0, 0, 8, 1, 0, 2, 0, 0, 0, 6, 0}, read(Lists.receive(0, 1, 12)));
        assertEquals(4, read(Lists.receive(4, 1, 512)).length, "there are no details of a failure");
    }

    @Test
    void shouldForgetACopyThatIsNotToBeHeld() {
        assertGood(copy(both().copy(0, 0, 1, 0, 1).lid1(2, Lists.DISCARD)));
        assertSense(send(initiator, 0, Lists.receive(0, 2, 12)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertGood(copy(both().copy(0, 0, 1, 0, 1).lid1(0, Lists.NONE)));
        assertSense(send(initiator, 0, Lists.receive(0, 0, 12)), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @Test
    void shouldNotTellOfTheCopiesOfAnotherNexus() {
        assertGood(copy(both().copy(0, 0, 1, 0, 1)));
        FakeNexusTransport other = path.initiator("b");
        assertSense(send(other, 0, Lists.receive(0, 1, 12)), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    @Test
    void shouldKeepNoMoreThanSoManyResultsAndRefuseMoreThanSoManyCopies() {
        for (int identifier = 1; identifier <= CopyOperations.MOST_KEPT + 1; identifier++) {
            assertGood(copy(both().copy(0, 0, 1, 0, 1).lid1(identifier, HELD)));
        }
        assertSense(send(initiator, 0, Lists.receive(0, 1, 12)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertGood(send(initiator, 0, Lists.receive(0, 2, 12)));
        for (int identifier = 1; identifier <= CopyOperations.MOST_IN_PROGRESS; identifier++) {
            begin(initiator, 0, both().copy(0, 0, 1, 0, 1).lid1(identifier, HELD));
        }
        long tooMany = begin(initiator, 0, both().copy(0, 0, 1, 0, 1).lid1(99, HELD));
        path.runWithoutDevices();
        assertStatus(initiator.outcome(tooMany), Status.BUSY);
    }

    @Test
    void shouldSendAsMuchOfItsParametersAsIsAskedFor() {
        byte[] whole = read(Lists.cdb(0x84, 3, 512));
        assertEquals(44 + 3, whole.length);
        assertEquals(whole.length - 4, ByteBuffer.wrap(whole).getInt());
        assertArrayEquals(new byte[] {0x02, 0x07, (byte) 0xE4}, Arrays.copyOfRange(whole, 44, 47));
        for (int allocation = 1; allocation <= whole.length; allocation++) {
            assertArrayEquals(Arrays.copyOf(whole, allocation), read(Lists.cdb(0x84, 3, allocation)));
        }
        assertGood(send(initiator, 0, Lists.cdb(0x84, 3, 0)));
    }

    @Test
    void shouldSayInInquiryDataThatThereIsACopyManager() {
        assertEquals(0x08, read(inquiry(255))[5]);
        byte[] page = read(new byte[] {0x12, 1, (byte) 0x8F, 1, 0, 0});
        ByteBuffer bytes = ByteBuffer.wrap(page);
        assertEquals(page.length - 4, bytes.getShort(2));
        assertEquals(0x0000, bytes.getShort(4));
        assertEquals(0x20, bytes.getShort(6));
        assertEquals(64, bytes.getShort(14));
        assertEquals((256 << 20) / BLOCK, bytes.getLong(24));
        assertEquals(0x0001, bytes.getShort(40));
        byte[] commands = {15, (byte) 0x83, 5, 0x00, 0x01, 0x10, 0x11, 0x1C, (byte) 0x84, 6, 0, 3, 4, 5, 7, 8};
        assertArrayEquals(commands, Arrays.copyOfRange(page, 44, 44 + commands.length));
        assertEquals(0, page.length % 4);
        CommandPath.Unit plain = path.map(2, 8);
        send(initiator, 2, testUnitReady());
        long tag = initiator.read(2, inquiry(255), 255);
        path.run();
        assertEquals(0, initiator.ending(tag).data()[5]);
        assertFalse(plain.facts.copies());
        assertTrue(first.facts.copies());
        assertSense(send(initiator, 2, Lists.cdb(0x83, 0, 0)), AdditionalSense.INVALID_COMMAND_OPERATION_CODE);
    }

    // The long list identifier

    private long beginLid4(byte[] list) {
        return initiator.write(0, Lists.cdb(0x83, 1, list.length), list);
    }

    @Test
    void shouldCopyByTheLongFormAndTellOfIt() {
        long tag = beginLid4(both().copy(0, 0, 1, 0, 3).lid4(0x1234_5678, HELD));
        path.runWithoutDevices();
        assertEquals(0x11, read(Lists.receiveLid4(5, 0x1234_5678, 512))[5], "it is not in progress");
        path.run();
        assertGood(initiator.outcome(tag));
        assertCopied(0, 0, 3);
        byte[] status = read(Lists.receiveLid4(5, 0x1234_5678, 512));
        assertEquals(32, status.length);
        assertEquals(28, ByteBuffer.wrap(status).getInt());
        assertEquals(1, status[4]);
        assertEquals(1, status[5]);
        assertEquals(3 * BLOCK, ByteBuffer.wrap(status).getLong(16));
        assertEquals(1, status[25]);
        for (int allocation = 1; allocation <= status.length; allocation++) {
            assertArrayEquals(Arrays.copyOf(status, allocation), read(Lists.receiveLid4(5, 0x1234_5678, allocation)));
        }
    }

    @Test
    void shouldTellOfAFailureWithItsSenseData() {
        first.blocks.outcome(Outcome.UNRECOVERED_READ_ERROR);
        beginLid4(both().copy(0, 0, 1, 0, 3).lid4(7, HELD));
        path.run();
        byte[] status = read(Lists.receiveLid4(5, 7, 512));
        assertEquals(2, status[5]);
        assertEquals(Status.CHECK_CONDITION.code(), status[12]);
        assertEquals(37, status[13]);
        assertEquals(SenseKey.COPY_ABORTED.code(), status[32 + 2]);
    }

    @Test
    void shouldEndACopyWhenItIsAskedToAndSayGoodWhenItHasEnded() {
        long tag = beginLid4(both().copy(0, 0, 1, 0, 2 * PIECE).lid4(7, HELD));
        path.runWithoutDevices();
        long abort = initiator.send(0, Lists.abort(7));
        path.runWithoutDevices();
        assertFalse(initiator.answered(abort), "a disk still has a piece of the copy");
        path.run();
        assertGood(initiator.outcome(abort));
        assertSense(initiator.outcome(tag), SenseKey.COPY_ABORTED, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
        assertNothingCopied();
        assertEquals(0x60, read(Lists.receiveLid4(5, 7, 512))[5]);
        assertSense(send(initiator, 0, Lists.abort(7)), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertSense(send(initiator, 0, Lists.abort(8)), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    // Storage that copies by itself

    @Test
    void shouldLeaveTheCopyingToStorageThatCanDoIt() {
        second.blocks.shares(true);
        assertGood(copy(both().copy(0, 3, 1, 100, 2000)));
        assertCopied(3, 100, 2000);
        assertEquals(List.of("copy 3 100 2000"), second.blocks.done());
        assertEquals(List.of(), first.blocks.done());
    }

    @Test
    void shouldReadAndWriteWhenStorageCannotAfterAll() {
        second.blocks.shares(true);
        second.blocks.refuses(true);
        assertGood(copy(both().copy(0, 3, 1, 100, 2)));
        assertCopied(3, 100, 2);
        assertEquals(List.of("copy 3 100 2", "write 100 2"), second.blocks.done());
    }

    @Test
    void shouldReadAndWriteWhatOverlaps() {
        first.blocks.shares(true);
        assertGood(copy(both().copy(0, 0, 0, 1, 2).copy(0, 1, 0, 0, 2)));
        assertEquals(List.of("read 0 2", "write 1 2", "read 1 2", "write 0 2"), first.blocks.done());
    }

    @Test
    void shouldJudgeBothLogicalUnitsBeforeStorageCopies() {
        second.blocks.shares(true);
        first.blocks.shares(true);
        path.map(1, second, true);
        assertAborted(AdditionalSense.THIRD_PARTY_DEVICE_FAILURE, copy(both().copy(0, 0, 1, 0, 1)));
        FakeNexusTransport other = path.initiator("b");
        assertGood(send(other, 1, reserve()));
        assertAborted(AdditionalSense.THIRD_PARTY_DEVICE_FAILURE, copy(both().copy(1, 0, 0, 0, 1)));
        assertEquals(List.of(), first.blocks.done());
        assertNothingCopied();
    }

    @Test
    void shouldHoldTheSourceWhileTheDestinationCopies() {
        second.blocks.shares(true);
        FakeNexusTransport other = path.initiator("b");
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, PIECE).lid1(1, HELD));
        path.runWithoutDevices();
        assertEquals(1, first.logicalUnit.fence().inside());
        TaskManagementRequest request = other.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        path.runWithoutDevices();
        assertNull(other.response(request), "answered while the source was still being read");
        path.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, other.response(request));
        assertEquals(List.of(tag), initiator.aborted());
        assertNothingCopied();
    }

    @Test
    void shouldNotWaitAtOneFenceWhileInsideAnother() {
        second.blocks.shares(true);
        second.logicalUnit.hold(() -> {});
        long tag = begin(initiator, 0, both().copy(0, 0, 1, 0, 1).lid1(1, HELD));
        path.run();
        assertEquals(0, first.logicalUnit.fence().inside(), "it waits inside the source's fence");
        assertFalse(initiator.answered(tag));
        second.logicalUnit.resume();
        path.run();
        assertGood(initiator.outcome(tag));
        assertCopied(0, 0, 1);
    }
}
