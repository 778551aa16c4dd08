package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.KIB;
import static org.scst.core.internal.nexus.CommandPath.MIB;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.Status;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.PortDescription;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

class DataTransferTest {
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

    private byte[] medium(int blocks) {
        return Arrays.copyOf(disk.device.medium(), blocks * BLOCK);
    }

    @Test
    void shouldWriteWhatTheDriverDeliversAtOnce() {
        byte[] data = bytes(8 * BLOCK, 1);
        long write = initiator.write(0, write10(0, 8), data);
        assertGood(initiator.outcome(write));
        assertEquals(0, initiator.ending(write).residual());
        assertArrayEquals(data, medium(8));
    }

    @Test
    void shouldWriteWhatTheDriverDeliversLater() {
        initiator.answersData(false);
        byte[] data = bytes(8 * BLOCK, 1);
        long write = initiator.write(0, write10(0, 8), data);
        assertEquals(CommandState.AWAITING_DATA_OUT, path.command("a", write).state);
        initiator.answer();
        assertGood(initiator.outcome(write));
        assertArrayEquals(data, medium(8));
    }

    @Test
    void shouldReadWhatTheDeviceHas() {
        byte[] data = bytes(8 * BLOCK, 2);
        System.arraycopy(data, 0, disk.device.medium(), 0, data.length);
        long read = initiator.read(0, read10(0, 8), data.length);
        assertGood(initiator.outcome(read));
        assertArrayEquals(data, initiator.ending(read).data());
    }

    @Test
    void shouldMoveOneMebibyteInWindowsOutwards() {
        byte[] data = bytes(MIB, 3);
        initiator.answersData(false);
        long write = initiator.write(0, write10(0, MIB / BLOCK), data);
        for (int window = 0; window < 4; window++) {
            assertTrue(initiator.windows().size() <= 2);
            assertEquals(256 * KIB, initiator.windows().getFirst().length());
            assertEquals(window * 256 * KIB, initiator.windows().getFirst().offset());
            initiator.answer();
        }
        assertGood(initiator.outcome(write));
        assertArrayEquals(data, medium(MIB / BLOCK));
        assertEquals(
                List.of("WRITE(10) 0", "WRITE(10) 512", "WRITE(10) 1024", "WRITE(10) 1536"), disk.device.processed());
    }

    @Test
    void shouldMoveOneMebibyteInWindowsInwardsWithTwoOutstanding() {
        byte[] data = bytes(MIB, 4);
        System.arraycopy(data, 0, disk.device.medium(), 0, data.length);
        initiator.sendsData(false);
        long read = initiator.read(0, read10(0, MIB / BLOCK), MIB);
        while (!initiator.answered(read)) {
            assertEquals(2, initiator.unsent());
            assertEquals(CommandState.AWAITING_DATA_IN, path.command("a", read).state);
            initiator.sendOne();
            path.run();
        }
        while (initiator.unsent() > 0) {
            initiator.sendOne();
        }
        assertArrayEquals(data, initiator.ending(read).data());
    }

    @Test
    void shouldWriteWindowsOfASlowDeviceInOrder() {
        byte[] data = bytes(MIB, 5);
        disk.device.manner(Manner.BY_TOKEN);
        long write = initiator.write(0, write10(0, MIB / BLOCK), data);
        for (int window = 0; window < 4; window++) {
            assertEquals(1, disk.device.asked().size());
            assertFalse(initiator.answered(write));
            assertTrue(disk.device.answer());
            path.run();
        }
        assertGood(initiator.outcome(write));
        assertArrayEquals(data, medium(MIB / BLOCK));
    }

    @Test
    void shouldEndWithNotEnoughDataWhenTheDriverDeliversLess() {
        initiator.answersData(false);
        long write = initiator.write(0, write10(0, 8), bytes(8 * BLOCK, 1));
        initiator.data(write, bytes(BLOCK, 1));
        initiator.answer();
        assertSense(initiator.outcome(write), AdditionalSense.WRITE_ERROR_NOT_ENOUGH_UNSOLICITED_DATA);
        assertTrue(disk.device.processed().isEmpty());
    }

    @Test
    void shouldReportADigestErrorAndNotTouchTheMedium() {
        initiator.answersData(false);
        long write = initiator.write(0, write10(0, 8), bytes(8 * BLOCK, 1));
        initiator.answer(DataOutResult.DIGEST_ERROR);
        assertSense(initiator.outcome(write), AdditionalSense.PROTOCOL_SERVICE_CRC_ERROR);
        assertTrue(disk.device.processed().isEmpty());
    }

    @Test
    void shouldReportUnexpectedUnsolicitedData() {
        initiator.answersData(false);
        long write = initiator.write(0, write10(0, 8), bytes(8 * BLOCK, 1));
        initiator.answer(DataOutResult.UNEXPECTED_UNSOLICITED_DATA);
        assertSense(initiator.outcome(write), AdditionalSense.WRITE_ERROR_UNEXPECTED_UNSOLICITED_DATA);
    }

    @Test
    void shouldTerminateTheSecondWindowWhenTheFirstHasADigestError() {
        initiator.answersData(false);
        long write = initiator.write(0, write10(0, MIB / BLOCK), bytes(MIB, 1));
        assertEquals(2, initiator.windows().size());
        initiator.answer(DataOutResult.DIGEST_ERROR);
        assertTrue(initiator.windows().isEmpty());
        assertSense(initiator.outcome(write), AdditionalSense.PROTOCOL_SERVICE_CRC_ERROR);
    }

    @Test
    void shouldKeepTheResponseUntilATerminatedWindowIsAnswered() {
        initiator.answersData(false);
        initiator.answersTermination(false);
        long write = initiator.write(0, write10(0, MIB / BLOCK), bytes(MIB, 1));
        initiator.answer(DataOutResult.DIGEST_ERROR);
        assertFalse(initiator.answered(write));
        initiator.terminated(initiator.windows().getFirst().command());
        assertSense(initiator.outcome(write), AdditionalSense.PROTOCOL_SERVICE_CRC_ERROR);
    }

    @Test
    void shouldTerminateOnceHoweverManyWindowsAreOutstanding() {
        initiator.answersData(false);
        initiator.answersTermination(false);
        long write = initiator.write(0, write10(0, MIB / BLOCK), bytes(MIB, 1));
        initiator.manage(org.scst.core.scsi.TaskManagementFunction.ABORT_TASK, 0, write);
        initiator.answer(DataOutResult.TERMINATED);
        initiator.answer(DataOutResult.TERMINATED);
        assertEquals(
                1,
                initiator.log().stream()
                        .filter(line -> line.startsWith("terminate"))
                        .count());
        assertEquals(List.of(write), initiator.aborted());
    }

    @Test
    void shouldEndAWriteThatFailsInItsFirstWindowWithoutFetchingMore() {
        initiator.answersData(false);
        disk.device.outcome(Outcome.WRITE_ERROR);
        long write = initiator.write(0, write10(0, MIB / BLOCK), bytes(MIB, 1));
        initiator.answer();
        assertSense(initiator.outcome(write), AdditionalSense.WRITE_ERROR);
        assertTrue(initiator.windows().isEmpty());
        assertEquals(1, disk.device.processed().size());
    }

    @Test
    void shouldReportAnUnderflowWhenTheInitiatorExpectsMoreThanTheCdbReads() {
        long read = initiator.read(0, read10(0, 1), 10 * BLOCK);
        assertGood(initiator.outcome(read));
        assertEquals(BLOCK, initiator.ending(read).data().length);
        assertEquals(-9 * BLOCK, initiator.ending(read).residual());
    }

    @Test
    void shouldReportAnOverflowWhenTheInitiatorExpectsLessThanTheCdbReads() {
        long read = initiator.read(0, read10(0, 4), BLOCK);
        assertGood(initiator.outcome(read));
        assertEquals(BLOCK, initiator.ending(read).data().length);
        assertEquals(3 * BLOCK, initiator.ending(read).residual());
    }

    @Test
    void shouldReportAnUnderflowWhenTheInitiatorAnnouncesMoreThanTheCdbWrites() {
        byte[] data = bytes(4 * BLOCK, 6);
        long write = initiator.write(0, write10(0, 1), data);
        assertGood(initiator.outcome(write));
        assertEquals(-3 * BLOCK, initiator.ending(write).residual());
        assertArrayEquals(Arrays.copyOf(data, BLOCK), medium(1));
        assertEquals(0, medium(2)[BLOCK]);
    }

    @Test
    void shouldReportAnOverflowWhenTheInitiatorAnnouncesLessThanTheCdbWrites() {
        byte[] data = bytes(BLOCK, 6);
        long write = initiator.write(0, write10(0, 4), data);
        assertEquals(3 * BLOCK, initiator.ending(write).residual());
        assertEquals(0, medium(2)[BLOCK]);
    }

    @Test
    void shouldReportAllAnnouncedBytesAsResidualOfACommandWithoutData() {
        long ready = initiator.read(0, CommandPath.testUnitReady(), 100);
        assertGood(initiator.outcome(ready));
        assertEquals(-100, initiator.ending(ready).residual());
    }

    @Test
    void shouldCountNoByteOfAReadThatFailed() {
        disk.device.outcome(Outcome.UNRECOVERED_READ_ERROR);
        long read = initiator.read(0, read10(0, 4), 4 * BLOCK);
        assertEquals(-4 * BLOCK, initiator.ending(read).residual());
        assertEquals(0, initiator.ending(read).data().length);
    }

    @Test
    void shouldLetTheCdbDecideWhenTheTransportSuppliesNoExpectedLengths() {
        FakeNexusTransport sas = new FakeNexusTransport()
                .open(path.port, new NexusDescription("sas", "sas", null, "", false, false), path.loop);
        sas.send(0, CommandPath.testUnitReady());
        long read = sas.send(0, read10(0, 4));
        assertGood(sas.outcome(read));
        assertEquals(4 * BLOCK, sas.ending(read).data().length);
        assertEquals(0, sas.ending(read).residual());
        byte[] data = bytes(2 * BLOCK, 7);
        var command = sas.command(0, write10(0, 2));
        sas.data(command.identifier(), data);
        assertGood(sas.outcome(sas.send(command)));
        assertArrayEquals(data, medium(2));
    }

    @Test
    void shouldTakeParameterListsAndComparedDataAsTheCdbSaysWithoutExpectedLengths() {
        FakeNexusTransport sas = new FakeNexusTransport()
                .open(path.port, new NexusDescription("sas", "sas", null, "", false, false), path.loop);
        sas.send(0, CommandPath.testUnitReady());
        long inquiry = sas.send(0, CommandPath.inquiry(20));
        assertEquals(20, sas.ending(inquiry).data().length);
        assertEquals(0, sas.ending(inquiry).residual());
        assertGood(sas.outcome(sendAll(sas, writeBuffer(8), bytes(8, 1))));
        assertEquals(
                "receive 3 0+8",
                sas.log().stream()
                        .filter(line -> line.startsWith("receive"))
                        .findFirst()
                        .orElse(""));
        byte[] compareAndWrite = new byte[16];
        compareAndWrite[0] = (byte) 0x89;
        compareAndWrite[13] = 1;
        assertGood(sas.outcome(sendAll(sas, compareAndWrite, bytes(2 * BLOCK, 2))));
        long cutShort = sendAll(sas, write10(0, 2), bytes(BLOCK, 3));
        assertSense(sas.outcome(cutShort), AdditionalSense.WRITE_ERROR_NOT_ENOUGH_UNSOLICITED_DATA);
    }

    /** Its data is there when it is asked for, and was not announced. */
    private static long sendAll(FakeNexusTransport by, byte[] cdb, byte[] data) {
        var command = by.command(0, cdb);
        by.data(command.identifier(), data);
        return by.send(command);
    }

    private static byte[] writeBuffer(int length) {
        byte[] cdb = new byte[10];
        cdb[0] = 0x3B;
        cdb[1] = 0x0A;
        cdb[8] = (byte) length;
        return cdb;
    }

    @Test
    void shouldRefuseDataAnnouncedInAnotherDirectionWhereThatIsLookedAtStrictly() {
        path.maps.strictDirection(true);
        byte[] block = bytes(BLOCK, 4);
        AdditionalSense wrong = AdditionalSense.INVALID_MESSAGE_ERROR;
        assertSense(initiator.outcome(initiator.write(0, read10(0, 1), block)), wrong);
        assertSense(initiator.outcome(initiator.write(0, CommandPath.inquiry(96), block)), wrong);
        assertSense(initiator.outcome(initiator.write(0, read10(0, 0), block)), wrong);
        assertSense(initiator.outcome(initiator.read(0, write10(0, 1), BLOCK)), wrong);
        assertSense(initiator.outcome(initiator.read(0, write10(0, 0), BLOCK)), wrong);
        assertSense(initiator.outcome(initiator.write(0, CommandPath.testUnitReady(), block)), wrong);
        assertSense(initiator.outcome(initiator.read(0, CommandPath.release(), 8)), wrong);
        assertTrue(initiator.windows().isEmpty());
        assertGood(initiator.outcome(initiator.read(0, CommandPath.testUnitReady(), 8)));
        assertGood(initiator.outcome(initiator.read(0, read10(0, 1), BLOCK)));
        assertGood(initiator.outcome(initiator.send(0, read10(0, 1))));
        assertGood(initiator.outcome(initiator.write(0, write10(0, 1), block)));
    }

    @Test
    void shouldMoveNoDataOfAReadThatIsAnnouncedAsAWriteUnlessToldToBeStrict() {
        long read = initiator.write(0, read10(0, 1), bytes(BLOCK, 5));
        assertGood(initiator.outcome(read));
        assertEquals(0, initiator.ending(read).data().length);
        long inquiry = initiator.write(0, CommandPath.inquiry(96), bytes(BLOCK, 5));
        assertGood(initiator.outcome(inquiry));
        assertEquals(0, initiator.ending(inquiry).data().length);
    }

    @Test
    void shouldRefuseToCompareAndWriteOtherDataThanTheCountSays() {
        byte[] cdb = new byte[16];
        cdb[0] = (byte) 0x89;
        cdb[13] = 1;
        long unequal = initiator.write(0, cdb, bytes(4 * BLOCK, 1));
        cdb[13] = 0;
        long countCutToOneByte = initiator.write(0, cdb, bytes(4 * BLOCK, 1));
        assertSense(initiator.outcome(unequal), AdditionalSense.INVALID_FIELD_IN_COMMAND_INFORMATION_UNIT);
        assertSense(initiator.outcome(countCutToOneByte), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertTrue(disk.device.processed().isEmpty());
    }

    @Test
    void shouldRefuseATransferWhoseOffsetsDoNotFit() {
        disk.logicalUnit.change(view -> view.medium(view.table(), BLOCK, 1L << 40));
        byte[] cdb = ByteBuffer.allocate(16)
                .put((byte) 0x88)
                .put((byte) 0)
                .putLong(0)
                .putInt(3 * (1 << 21))
                .array();
        long read = initiator.read(0, cdb, 3L << 30);
        assertSense(initiator.outcome(read), AdditionalSense.INVALID_FIELD_IN_CDB);
        assertTrue(disk.device.processed().isEmpty());
    }

    @Test
    void shouldGiveAWriteTheDeadlineForEachWindowNotForTheWhole() {
        initiator.answersData(false);
        long write = initiator.write(0, write10(0, MIB / BLOCK), bytes(MIB, 8));
        for (int window = 0; window < 4; window++) {
            path.pass(Duration.ofSeconds(60));
            initiator.answer();
        }
        assertTrue(initiator.closeReasons().isEmpty());
        assertGood(initiator.outcome(write));
    }

    @Test
    void shouldCloseTheNexusWhoseDataDoesNotCome() {
        initiator.answersData(false);
        initiator.write(0, write10(0, 8), bytes(8 * BLOCK, 8));
        path.pass(Duration.ofSeconds(91));
        assertEquals(List.of("data not moved in time"), initiator.closeReasons());
        initiator.lose();
    }

    @Test
    void shouldCloseTheNexusThatDoesNotTakeItsData() {
        initiator.sendsData(false);
        initiator.read(0, read10(0, MIB / BLOCK), MIB);
        path.pass(Duration.ofSeconds(60));
        initiator.sendOne();
        path.run();
        path.pass(Duration.ofSeconds(60));
        assertTrue(initiator.closeReasons().isEmpty(), "one window has left meanwhile");
        path.pass(Duration.ofSeconds(31));
        assertEquals(List.of("data not moved in time"), initiator.closeReasons());
        initiator.lose();
    }

    @Test
    void shouldAnswerBusyWhenTheNextWindowOfALargeReadFindsNoMemory() {
        CommandPath.Unit small = path.map(1, 4096, new Budget(256 * KIB, path.total));
        FakeNexusTransport slow = path.initiator("b");
        slow.sendsData(false);
        long read = slow.read(1, read10(0, MIB / BLOCK), MIB);
        path.pass(Duration.ofSeconds(6));
        assertStatus(slow.outcome(read), Status.BUSY);
        assertEquals(256 * KIB - MIB, slow.ending(read).residual());
        assertEquals(1, small.device.processed().size());
        slow.sendOne();
    }

    @Test
    void shouldLeaveADriverItsOwnDeadline() {
        path.registration.end();
        path.run();
        path.registration = new DriverRegistration(
                "patient", description -> path.state, () -> path.gate, path.shelf, path.refusals::add);
        path.port = path.registration.registerPort(
                new PortDescription("target", ProtocolIdentifier.ISCSI, List.of(), List.of(), 120));
        FakeNexusTransport patient = path.initiator("patient");
        patient.answersData(false);
        patient.write(0, write10(0, 8), bytes(8 * BLOCK, 8));
        path.pass(Duration.ofSeconds(121));
        assertTrue(patient.closeReasons().isEmpty());
        path.pass(Duration.ofSeconds(5));
        assertEquals(1, patient.closeReasons().size());
        patient.lose();
    }
}
