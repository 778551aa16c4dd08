package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.Nexus;
import org.scst.core.target.NexusDescription;
import org.scst.core.target.NexusState;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

class NexusLifeTest {
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
        answerAll();
        path.close();
    }

    private void answerAll() {
        while (!disk.device.asked().isEmpty()) {
            disk.device.answer();
            path.run();
        }
    }

    private FakeNexusTransport reopen(boolean carriesCommands) {
        FakeNexusTransport again = new FakeNexusTransport()
                .open(path.port, new NexusDescription("a", "a", null, "test", true, carriesCommands), path.loop);
        return again;
    }

    // The end of a nexus, and the next one

    @Test
    void shouldEndEveryCommandOfALostNexusOnce() {
        disk.device.manner(Manner.BY_TOKEN);
        long processing = initiator.read(0, read10(0, 1), BLOCK);
        initiator.answersData(false);
        long awaiting = initiator.write(0, write10(1, 1), bytes(BLOCK, 1));
        initiator.lose();
        assertEquals(List.of(awaiting), initiator.aborted());
        assertEquals(NexusState.LEAVING, initiator.nexus().state());
        disk.device.answer();
        path.run();
        assertEquals(List.of(awaiting, processing), initiator.aborted());
        assertEquals(NexusState.GONE, initiator.nexus().state());
        assertTrue(path.registry.nexuses().isEmpty());
    }

    @Test
    void shouldNeverLetAnOldWriteLandAfterTheNextSessions() {
        disk.device.manner(Manner.BY_TOKEN);
        byte[] old = bytes(BLOCK, 1);
        byte[] overwritten = bytes(BLOCK, 2);
        initiator.write(0, write10(0, 1), old);
        initiator.lose();
        FakeNexusTransport next = path.fresh("a");
        assertEquals(NexusState.REGISTERING, next.nexus().state());
        next.send(0, testUnitReady());
        long write = next.write(0, write10(0, 1), overwritten);
        assertEquals(1, disk.device.processed().size());
        disk.device.answer();
        path.run();
        assertEquals(NexusState.LIVE, next.nexus().state());
        disk.device.answer();
        path.run();
        assertGood(next.outcome(write));
        assertArrayEquals(overwritten, Arrays.copyOf(disk.device.medium(), BLOCK));
    }

    @Test
    void shouldNotHoldUpAnotherInitiator() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), BLOCK);
        initiator.lose();
        assertEquals(NexusState.LIVE, path.fresh("b").nexus().state());
    }

    @Test
    void shouldGoLiveWhenStorageHangsLongerThanItsDeadline() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), BLOCK);
        initiator.lose();
        FakeNexusTransport next = path.fresh("a");
        path.pass(Duration.ofSeconds(31));
        assertEquals(NexusState.LIVE, next.nexus().state());
        assertSense(
                next.outcome(next.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertEquals(1, disk.logicalUnit.detachedCommands());
    }

    @Test
    void shouldReplaceANexusOfTheSameKey() {
        FakeNexusTransport next = path.fresh("a");
        assertEquals(List.of("session reinstatement"), initiator.closeReasons());
        assertEquals(NexusState.GONE, initiator.nexus().state());
        assertEquals(NexusState.LIVE, next.nexus().state());
        assertNotSame(initiator.nexus(), next.nexus());
    }

    @Test
    void shouldAnswerBusyWhenTooManyCommandsWaitForTheNexus() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), BLOCK);
        initiator.lose();
        FakeNexusTransport next = path.fresh("a");
        for (int i = 0; i < NexusLimits.DEFAULT.held(); i++) {
            next.send(0, testUnitReady());
        }
        assertStatus(next.outcome(next.send(0, testUnitReady())), Status.BUSY);
        answerAll();
        assertEquals(NexusLimits.DEFAULT.held() + 1, next.completed().size());
    }

    @Test
    void shouldEndHeldCommandsWhenTheWaitingNexusIsLost() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), BLOCK);
        initiator.lose();
        FakeNexusTransport next = path.fresh("a");
        long held = next.send(0, testUnitReady());
        next.lose();
        assertEquals(List.of(held), next.aborted());
        assertEquals(NexusState.GONE, next.nexus().state());
    }

    @Test
    void shouldAbortWhatComesAfterTheLoss() {
        initiator.lose();
        long late = initiator.send(0, testUnitReady());
        path.run();
        assertEquals(0, path.state.nexuses().size());
        assertFalse(initiator.answered(late));
    }

    @Test
    void shouldDropTheReservationOfALostNexus() {
        initiator.send(0, reserve());
        path.run();
        assertNotNull(disk.logicalUnit.view().reservedBy());
        initiator.lose();
        assertNull(disk.logicalUnit.view().reservedBy());
        assertEquals(0, disk.logicalUnit.attachments());
    }

    // Handles

    @Test
    void shouldThrowAtEveryCallThroughADeadHandle() {
        Nexus nexus = initiator.nexus();
        path.registration.end();
        assertThrows(DeadHandleException.class, nexus::newCommand);
        assertThrows(DeadHandleException.class, () -> nexus.delivered(0));
        assertThrows(DeadHandleException.class, nexus::batchEnded);
        assertThrows(DeadHandleException.class, nexus::lost);
        assertThrows(DeadHandleException.class, () -> nexus.taskManagementReceived(null));
        assertThrows(DeadHandleException.class, () -> nexus.affectedCommandsConfirmed(null));
        assertThrows(DeadHandleException.class, () -> nexus.dataOutReceived(null, 0, 0, null));
        assertThrows(DeadHandleException.class, () -> path.port.visibleTo("a"));
        assertThrows(DeadHandleException.class, () -> path.fresh("b"));
        assertThrows(DeadHandleException.class, () -> path.registration.startGate());
        assertThrows(DeadHandleException.class, () -> path.registration.registerPort(null));
    }

    @Test
    void shouldRefuseASecondRegistrationOfALivePort() {
        assertThrows(IllegalArgumentException.class, path::register);
    }

    @Test
    void shouldLoseTheNexusesOfAPortThatIsClosed() {
        path.port.close();
        path.run();
        assertEquals(List.of("target removed"), initiator.closeReasons());
        assertEquals(NexusState.GONE, initiator.nexus().state());
        path.register();
        assertEquals(NexusState.LIVE, path.fresh("a").nexus().state());
    }

    // Parking

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
                .cdb(io.netty.buffer.Unpooled.wrappedBuffer(read10(0, 1)), 0, 10)
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
                .cdb(io.netty.buffer.Unpooled.wrappedBuffer(write10(0, 1)), 0, 10)
                .identifier(8)
                .expectedDataOut(BLOCK);
        nexus.commandReceived(command);
        assertEquals(List.of("receive 0+512"), first.log);
        path.registration.end();
        path.run();
        path.register();
        Recording next = new Recording();
        path.port.openNexus(new NexusDescription("c", "c", null, "", true, true), next, path.loop);
        path.run();
        assertEquals(List.of("receive 0+512"), next.log);
        next.into.writeBytes(bytes(BLOCK, 4));
        nexus.dataOutReceived(command, 0, BLOCK, org.scst.core.target.DataOutResult.OK);
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
        FakeNexusTransport again = reopen(false);
        path.run();
        assertEquals(NexusState.LIVE, again.nexus().state());
        assertNotNull(disk.logicalUnit.view().reservedBy());
        assertSense(
                again.outcome(again.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    private FakeNexusTransport open(String key, String name) {
        FakeNexusTransport opened = new FakeNexusTransport()
                .open(path.port, new NexusDescription(key, name, null, "test", true, false), path.loop);
        path.run();
        return opened;
    }

    private void updateDriver() {
        path.registration.end();
        path.run();
        path.register();
    }

    private Status ready(FakeNexusTransport by) {
        by.send(0, testUnitReady());
        long read = by.read(0, read10(0, 1), BLOCK);
        path.run();
        return by.outcome(read).status();
    }

    @Test
    void shouldGiveUpWhatAnInitiatorLeftParkedWhenItLogsInUnderAnotherKey() {
        initiator.send(0, reserve());
        path.run();
        updateDriver();

        assertEquals(Status.GOOD, ready(open("a, again", "a")));

        assertEquals(NexusState.GONE, initiator.nexus().state());
        assertEquals(NexusState.LIVE, reopen(false).nexus().state());
    }

    @Test
    void shouldKeepTheReservationWhenAnotherInitiatorLogsInMeanwhile() {
        initiator.send(0, reserve());
        path.run();
        updateDriver();

        assertEquals(Status.RESERVATION_CONFLICT, ready(open("b", "b")));
        assertEquals(NexusState.PARKED, initiator.nexus().state());
        assertEquals(Status.GOOD, ready(reopenedInTime()));
    }

    private FakeNexusTransport reopenedInTime() {
        FakeNexusTransport again = reopen(false);
        path.run();
        return again;
    }

    @Test
    void shouldWaitAWhileForTheOtherNexusesOfAnInitiatorThatCameUnderAnotherKey() {
        open("a2", "a");
        open("a3", "a");
        initiator.send(0, reserve());
        path.run();
        updateDriver();
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
        updateDriver();
        FakeNexusTransport fresh = open("a, again", "a");
        assertEquals(NexusState.REGISTERING, fresh.nexus().state());
        answerAll();
        assertEquals(NexusState.LIVE, fresh.nexus().state());
    }

    @Test
    void shouldAnswerFailedToMoreFunctionsThanItHoldsWhileItIsRegistering() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        initiator.lose();
        FakeNexusTransport again = reopen(false);
        for (int i = 0; i < NexusLimits.DEFAULT.held(); i++) {
            again.manage(TaskManagementFunction.QUERY_TASK_SET, 0, 0);
        }
        assertEquals(List.of(), again.answers());
        TaskManagementRequest excess = again.manage(TaskManagementFunction.QUERY_TASK_SET, 0, 0);
        assertEquals(ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE, again.response(excess));
        answerAll();
        assertEquals(NexusLimits.DEFAULT.held() + 1, again.answers().size());
    }

    @Test
    void shouldLookForLateCommandsOfOthersWhenAnEventLoopIsShutDown() {
        AtomicBoolean shut = new AtomicBoolean();
        Executor dying = task -> {
            if (shut.get()) {
                throw new RejectedExecutionException("as asked");
            }
            path.loop.execute(task);
        };
        FakeNexusTransport first = new FakeNexusTransport().open(path.port, "0", dying);
        path.run();
        first.send(0, testUnitReady());
        disk.device.manner(Manner.BY_TOKEN);
        first.write(0, write10(0, 1), bytes(BLOCK, 1));
        FakeNexusTransport second = path.initiator("z");
        long late = second.write(0, write10(1, 1), bytes(BLOCK, 1));
        shut.set(true);
        path.pass(Duration.ofSeconds(31));
        assertTrue(second.answered(late));
        shut.set(false);
    }

    @Test
    void shouldEndOldCommandsSilentlyWhenTheConnectionIsAnother() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.registration.end();
        path.run();
        path.register();
        FakeNexusTransport again = reopen(false);
        path.run();
        answerAll();
        assertTrue(again.log().isEmpty(), "told of a command it does not know");
        assertEquals(NexusState.LIVE, again.nexus().state());
        assertEquals(0, path.nexus("a").commandsInFlight());
    }

    @Test
    void shouldNotLetAnOldWriteLandAfterOneOfTheResumedNexus() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.registration.end();
        path.run();
        path.register();
        FakeNexusTransport again = reopen(false);
        path.run();
        long write = again.write(0, write10(0, 1), bytes(BLOCK, 2));
        path.run();
        assertEquals(1, disk.device.processed().size());
        answerAll();
        assertGood(again.outcome(write));
        assertArrayEquals(bytes(BLOCK, 2), Arrays.copyOf(disk.device.medium(), BLOCK));
    }

    @Test
    void shouldTakeCommandsThatComeBeforeTheParkedNexusIsLiveAgain() {
        path.registration.end();
        path.run();
        path.register();
        FakeNexusTransport again = reopen(false);
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
        answerAll();
        assertEquals(NexusState.GONE, initiator.nexus().state());
    }

    @Test
    void shouldGiveEveryParkingItsOwnTime() {
        path.registration.end();
        path.run();
        path.pass(Duration.ofSeconds(15));
        path.register();
        FakeNexusTransport again = reopen(false);
        path.run();
        path.registration.end();
        path.run();
        path.pass(Duration.ofSeconds(15));
        assertEquals(NexusState.PARKED, again.nexus().state());
        path.pass(Duration.ofSeconds(6));
        assertEquals(NexusState.GONE, again.nexus().state());
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
        answerAll();
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

    @Test
    void shouldServeMoreExecutorsThanThereAreSlots() {
        for (int i = 0; i < 70; i++) {
            Executor another = task -> path.loop.execute(task);
            FakeNexusTransport one = new FakeNexusTransport()
                    .open(path.port, new NexusDescription("x" + i, "x" + i, null, "", true, false), another);
            one.send(0, testUnitReady());
            assertGood(one.outcome(one.read(0, read10(0, 1), BLOCK)));
        }
    }

    /** What an operator is told of nexuses. */
    private static final class Comings implements NexusObserver {
        private final List<String> told = new ArrayList<>();

        @Override
        public void opened(ItNexus nexus, NexusDescription who, boolean resumed) {
            told.add((resumed ? "resumed " : "opened ") + who.initiatorName());
        }

        @Override
        public void ended(ItNexus nexus) {
            told.add("ended " + nexus.description().initiatorName() + ": " + nexus.endedBy());
        }
    }

    @Test
    void shouldTellOfComingsAndGoingsWithTheirCause() {
        Comings comings = new Comings();
        path.registry.observer(comings);
        path.fresh("b");
        path.fresh("b");
        FakeNexusTransport other = path.fresh("c");
        other.nexus().lost("logged out");
        path.run();
        path.fresh("d").lose();
        path.run();
        assertEquals(
                List.of(
                        "opened b",
                        "opened b",
                        "ended b: reinstated by a new session",
                        "opened c",
                        "ended c: logged out",
                        "opened d",
                        "ended d: connection lost"),
                comings.told);
    }
}
