package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Status;
import org.scst.core.target.DataOutResult;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** While its driver is away a nexus is parked, and goes on with the next revision. */
class ParkedNexusTest {
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 1024);
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.answerAll(disk);
        path.close();
    }

    /** The same initiator port on another connection. */
    private FakeNexusTransport reopen() {
        return open("a", "a");
    }

    private FakeNexusTransport open(String key, String name) {
        FakeNexusTransport opened = new FakeNexusTransport()
                .open(path.port, new NexusDescription(key, name, null, "test", true, false), path.loop);
        path.run();
        return opened;
    }

    private Status ready(FakeNexusTransport by) {
        by.send(0, testUnitReady());
        long read = by.read(0, read10(0, 1), BLOCK);
        path.run();
        return by.outcome(read).status();
    }

    @Test
    void shouldGiveHeldCompletionsToTheDriverThatCarriesThem() {
        disk.device.manner(Manner.BY_TOKEN);
        byte[] data = bytes(BLOCK, 3);
        System.arraycopy(data, 0, disk.device.medium(), 0, BLOCK);
        Recording carried = new Recording();
        path.port.openNexus(new NexusDescription("c", "c", null, "", true, false), carried, path.loop);
        ItNexus nexus = path.nexus("c");
        nexus.itl(0).reportAttention();
        Command command = nexus.commands().newCommand();
        command.lun(0)
                .cdb(Unpooled.wrappedBuffer(read10(0, 1)), 0, 10)
                .identifier(7)
                .expectedDataIn(BLOCK);
        nexus.commandReceived(command);
        path.registration.end();
        path.run();
        assertEquals(NexusState.PARKED, nexus.state());
        disk.device.answer();
        path.run();
        assertTrue(carried.log.isEmpty(), "the driver is gone");
        path.register();
        Recording next = new Recording();
        path.port.openNexus(new NexusDescription("c", "c", null, "", true, true), next, path.loop);
        path.run();
        assertEquals(List.of("data 512", "complete 7"), next.log);
        assertEquals(NexusState.LIVE, nexus.state());
        nexus.machine().responses().delivered(1);
    }

    @Test
    void shouldAskTheNextDriverForDataThatTheLastOneDidNotDeliver() {
        Recording first = new Recording();
        path.port.openNexus(new NexusDescription("c", "c", null, "", true, false), first, path.loop);
        ItNexus nexus = path.nexus("c");
        nexus.itl(0).reportAttention();
        Command command = nexus.commands().newCommand();
        command.lun(0)
                .cdb(Unpooled.wrappedBuffer(write10(0, 1)), 0, 10)
                .identifier(8)
                .expectedDataOut(BLOCK);
        nexus.commandReceived(command);
        assertEquals(List.of("receive 0+512"), first.log);
        path.updateDriver();
        Recording next = new Recording();
        path.port.openNexus(new NexusDescription("c", "c", null, "", true, true), next, path.loop);
        path.run();
        assertEquals(List.of("receive 0+512"), next.log);
        next.into.writeBytes(bytes(BLOCK, 4));
        nexus.dataOutReceived(command, 0, BLOCK, DataOutResult.OK);
        assertEquals(List.of("receive 0+512", "complete 8"), next.log);
        nexus.machine().responses().delivered(1);
        assertArrayEquals(bytes(BLOCK, 4), Arrays.copyOf(disk.device.medium(), BLOCK));
    }

    @Test
    void shouldKeepTaskSetAttentionsAndReservationWhileParked() {
        initiator.send(0, reserve());
        path.run();
        path.registration.end();
        path.run();
        assertEquals(NexusState.PARKED, initiator.nexus().state());
        disk.logicalUnit.establish(null, ItlNexus.POWER_ON);
        path.run();
        path.register();
        FakeNexusTransport again = reopen();
        assertEquals(NexusState.LIVE, again.nexus().state());
        assertNotNull(disk.logicalUnit.view().reservedBy());
        assertSense(
                again.outcome(again.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    @Test
    void shouldGiveUpWhatAnInitiatorLeftParkedWhenItLogsInUnderAnotherKey() {
        initiator.send(0, reserve());
        path.run();
        path.updateDriver();

        assertEquals(Status.GOOD, ready(open("a, again", "a")));

        assertEquals(NexusState.GONE, initiator.nexus().state());
        assertEquals(NexusState.LIVE, reopen().nexus().state());
    }

    @Test
    void shouldKeepTheReservationWhenAnotherInitiatorLogsInMeanwhile() {
        initiator.send(0, reserve());
        path.run();
        path.updateDriver();

        assertEquals(Status.RESERVATION_CONFLICT, ready(open("b", "b")));
        assertEquals(NexusState.PARKED, initiator.nexus().state());
        assertEquals(Status.GOOD, ready(reopen()));
    }

    @Test
    void shouldWaitAWhileForTheOtherNexusesOfAnInitiatorThatCameUnderAnotherKey() {
        open("a2", "a");
        open("a3", "a");
        initiator.send(0, reserve());
        path.run();
        path.updateDriver();
        FakeNexusTransport fresh = open("a4", "a");
        assertEquals(Status.RESERVATION_CONFLICT, ready(fresh));
        path.pass(Duration.ofSeconds(4));
        assertEquals(NexusState.LIVE, open("a2", "a").nexus().state());
        assertEquals(NexusState.PARKED, initiator.nexus().state());
        path.pass(Duration.ofSeconds(1));
        assertEquals(NexusState.GONE, initiator.nexus().state());
        assertEquals(Status.GOOD, ready(fresh));
        assertEquals(2, path.state.nexuses().size());
    }

    @Test
    void shouldNotLetAWriteOfAParkedNexusLandAfterItsInitiatorsNextSession() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.updateDriver();
        FakeNexusTransport fresh = open("a, again", "a");
        assertEquals(NexusState.REGISTERING, fresh.nexus().state());
        path.answerAll(disk);
        assertEquals(NexusState.LIVE, fresh.nexus().state());
    }

    @Test
    void shouldEndOldCommandsSilentlyWhenTheConnectionIsAnother() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.updateDriver();
        FakeNexusTransport again = reopen();
        path.answerAll(disk);
        assertTrue(again.log().isEmpty(), "told of a command it does not know");
        assertEquals(NexusState.LIVE, again.nexus().state());
        assertEquals(0, path.nexus("a").commandsInFlight());
    }

    @Test
    void shouldNotLetAnOldWriteLandAfterOneOfTheResumedNexus() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.updateDriver();
        FakeNexusTransport again = reopen();
        long write = again.write(0, write10(0, 1), bytes(BLOCK, 2));
        path.run();
        assertEquals(1, disk.device.processed().size());
        path.answerAll(disk);
        assertGood(again.outcome(write));
        assertArrayEquals(bytes(BLOCK, 2), Arrays.copyOf(disk.device.medium(), BLOCK));
    }

    @Test
    void shouldTakeCommandsThatComeBeforeTheParkedNexusIsLiveAgain() {
        path.updateDriver();
        FakeNexusTransport again = new FakeNexusTransport().open(path.port, "a", path.loop);
        long read = again.read(0, read10(0, 1), BLOCK);
        assertFalse(again.answered(read));
        path.run();
        assertGood(again.outcome(read));
    }

    @Test
    void shouldLoseAParkedNexusWhoseDriverDoesNotComeBack() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), BLOCK);
        path.registration.end();
        path.run();
        path.pass(Duration.ofSeconds(19));
        assertEquals(NexusState.PARKED, initiator.nexus().state());
        path.pass(Duration.ofSeconds(2));
        assertEquals(NexusState.LEAVING, initiator.nexus().state());
        path.answerAll(disk);
        assertEquals(NexusState.GONE, initiator.nexus().state());
    }

    @Test
    void shouldGiveEveryParkingItsOwnTime() {
        path.registration.end();
        path.run();
        path.pass(Duration.ofSeconds(15));
        path.register();
        FakeNexusTransport again = reopen();
        path.registration.end();
        path.run();
        path.pass(Duration.ofSeconds(15));
        assertEquals(NexusState.PARKED, again.nexus().state());
        path.pass(Duration.ofSeconds(6));
        assertEquals(NexusState.GONE, again.nexus().state());
    }

    @Test
    void shouldParkAResumedNexusAgainThatStillWaitsForItsOldCommands() {
        initiator.send(0, reserve());
        path.run();
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.updateDriver();
        FakeNexusTransport second = reopen();
        long unprocessed = second.write(0, write10(0, 1), bytes(BLOCK, 2));
        assertEquals(NexusState.REGISTERING, second.nexus().state());
        path.updateDriver();
        assertEquals(NexusState.PARKED, path.nexus("a").state());
        FakeNexusTransport third = reopen();
        assertEquals(NexusState.REGISTERING, third.nexus().state());
        path.answerAll(disk);
        assertEquals(NexusState.LIVE, third.nexus().state());
        assertNotNull(disk.logicalUnit.view().reservedBy(), "the reservation is kept");
        assertFalse(second.answered(unprocessed));
        assertEquals(1, disk.device.processed().size(), "the write of a connection that has gone is not processed");
        assertTrue(third.log().isEmpty(), "told of a command it does not know");
    }

    @Test
    void shouldNotParkAResumedNexusAgainWhoseInitiatorHasGoneMeanwhile() {
        initiator.send(0, reserve());
        path.run();
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.updateDriver();
        FakeNexusTransport second = reopen();
        ItNexus nexus = path.nexus("a");
        second.lose();
        assertEquals(NexusState.REGISTERING, nexus.state());
        path.updateDriver();
        assertEquals(NexusState.LEAVING, nexus.state());
        path.answerAll(disk);
        assertEquals(NexusState.GONE, nexus.state());
        assertNull(disk.logicalUnit.view().reservedBy(), "the reservation has gone with the nexus");
    }

    @Test
    void shouldWaitForOrphansOfADriverInBetweenAlsoWhenCommandsAreCarried() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.updateDriver();
        reopen();
        path.updateDriver();
        Recording third = new Recording();
        path.port.openNexus(new NexusDescription("a", "a", null, "", true, true), third, path.loop);
        path.run();
        assertEquals(NexusState.REGISTERING, path.nexus("a").state());
        path.answerAll(disk);
        assertEquals(NexusState.LIVE, path.nexus("a").state());
        assertTrue(third.log.isEmpty(), "told of a command it does not know");
    }

    @Test
    void shouldLoseAResumedNexusWhoseDriverWithdrewAgainAndDoesNotComeBack() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.updateDriver();
        ItNexus nexus = path.nexus("a");
        reopen();
        path.registration.end();
        path.run();
        path.answerAll(disk);
        assertEquals(NexusState.PARKED, nexus.state(), "an answer is no driver");
        path.pass(Duration.ofSeconds(21));
        assertEquals(NexusState.GONE, nexus.state());
    }

    @Test
    void shouldLoseANexusThatWasStillRegisteringWhenItsDriverWithdrew() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), BLOCK);
        initiator.lose();
        FakeNexusTransport next = path.fresh("a");
        next.send(0, testUnitReady());
        path.registration.end();
        path.run();
        assertEquals(NexusState.GONE, next.nexus().state());
        path.answerAll(disk);
        assertEquals(NexusState.GONE, initiator.nexus().state());
    }

    @Test
    void shouldEndANexusThatWasLeavingWhenItsDriverWithdrewWithoutAnAnswer() {
        initiator.answersData(false);
        initiator.answersTermination(false);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        initiator.lose();
        assertEquals(NexusState.LEAVING, initiator.nexus().state());
        path.registration.end();
        path.run();
        assertEquals(NexusState.GONE, initiator.nexus().state());
    }
}
