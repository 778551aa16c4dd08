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
        path.answerAll(disk);
        path.close();
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
        assertSense(next.outcome(next.send(0, testUnitReady())), AdditionalSense.I_T_NEXUS_LOSS_OCCURRED);
        assertEquals(1, disk.logicalUnit.detachedCommands());
    }

    @Test
    void shouldReplaceANexusOfTheSameKey() {
        FakeNexusTransport next = path.fresh("a");
        assertEquals(List.of("session reinstatement"), initiator.closeReasons());
        assertEquals(NexusState.GONE, initiator.nexus().state());
        assertEquals(NexusState.LIVE, next.nexus().state());
        assertNotSame(initiator.nexus(), next.nexus());
        assertSense(next.outcome(next.send(0, testUnitReady())), AdditionalSense.I_T_NEXUS_LOSS_OCCURRED);
    }

    @Test
    void shouldNotMindResponsesOfAReplacedNexusThatHaveLeftAfterAll() {
        disk.device.manner(Manner.AT_ONCE);
        initiator.delivers(false);
        initiator.read(0, read10(0, 1), BLOCK);
        path.run();
        path.fresh("a");
        initiator.deliver(1);
        assertEquals(NexusState.GONE, initiator.nexus().state());
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
        path.answerAll(disk);
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

    @Test
    void shouldAnswerFailedToMoreFunctionsThanItHoldsWhileItIsRegistering() {
        disk.device.manner(Manner.BY_TOKEN);
        initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        initiator.lose();
        FakeNexusTransport again = new FakeNexusTransport().open(path.port, "a", path.loop);
        for (int i = 0; i < NexusLimits.DEFAULT.held(); i++) {
            again.manage(TaskManagementFunction.QUERY_TASK_SET, 0, 0);
        }
        assertEquals(List.of(), again.answers());
        TaskManagementRequest excess = again.manage(TaskManagementFunction.QUERY_TASK_SET, 0, 0);
        assertEquals(ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE, again.response(excess));
        path.answerAll(disk);
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

    @Test
    void shouldHoldNothingOfANexusThatHasEnded() {
        FakeNexusTransport other = path.initiator("b");
        assertEquals(2, path.registration.nexusesHeld());
        other.lose();
        path.run();
        assertEquals(1, path.registration.nexusesHeld());
        assertEquals(1, path.registry.nexuses().size());
        assertEquals(1, path.state.nexuses().size());
    }

    @Test
    void shouldHoldANexusUntilItsLastCommandHasLeft() {
        initiator.answersTermination(false);
        initiator.answersData(false);
        initiator.write(0, write10(0, 1), new byte[BLOCK]);
        initiator.lose();
        path.run();
        assertEquals(1, path.registration.nexusesHeld());
        initiator.terminated(initiator.windows().getFirst().command());
        path.run();
        assertEquals(0, path.registration.nexusesHeld());
    }
}
