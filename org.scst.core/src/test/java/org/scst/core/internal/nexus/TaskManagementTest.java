package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.KIB;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.NexusState;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

class TaskManagementTest {
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 64, new Budget(64 * KIB, path.total));
        initiator = path.initiator("a");
        disk.device.manner(Manner.BY_TOKEN);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        answerAll();
        path.close();
        assertEquals(0, initiator.live());
    }

    private void answerAll() {
        while (!disk.device.asked().isEmpty()) {
            disk.device.answer();
            path.run();
        }
    }

    private TaskManagementRequest manage(TaskManagementFunction function, long identifier) {
        TaskManagementRequest request = initiator.manage(function, 0, identifier);
        path.run();
        return request;
    }

    private void assertComplete(TaskManagementRequest request) {
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(request));
    }

    /** Functions that end every command of the own nexus. */
    enum Ending {
        ABORT_TASK,
        ABORT_TASK_SET,
        CLEAR_TASK_SET,
        LOGICAL_UNIT_RESET,
        TARGET_RESET,
        I_T_NEXUS_RESET;

        TaskManagementFunction function() {
            return TaskManagementFunction.valueOf(name());
        }
    }

    @Test
    void shouldAnswerThatACommandDoesNotExist() {
        TaskManagementRequest request = manage(TaskManagementFunction.ABORT_TASK, 999);
        assertEquals(ServiceResponse.TASK_DOES_NOT_EXIST, initiator.response(request));
        long read = initiator.read(0, read10(0, 1), BLOCK);
        request = initiator.manage(TaskManagementFunction.ABORT_TASK, 5, read);
        assertEquals(ServiceResponse.TASK_DOES_NOT_EXIST, initiator.response(request));
    }

    @ParameterizedTest
    @EnumSource(
            value = TaskManagementFunction.class,
            names = {
                "ABORT_TASK_SET",
                "CLEAR_TASK_SET",
                "CLEAR_ACA",
                "LOGICAL_UNIT_RESET",
                "QUERY_TASK_SET",
                "QUERY_ASYNCHRONOUS_EVENT"
            })
    void shouldRefuseALunThatMapsNothing(TaskManagementFunction function) {
        assertEquals(
                ServiceResponse.INCORRECT_LOGICAL_UNIT_NUMBER, initiator.response(initiator.manage(function, 77, 0)));
    }

    @Test
    void shouldAnswerQueries() {
        assertComplete(manage(TaskManagementFunction.QUERY_TASK_SET, 0));
        assertComplete(manage(TaskManagementFunction.QUERY_ASYNCHRONOUS_EVENT, 0));
        long read = initiator.read(0, read10(0, 1), BLOCK);
        assertEquals(
                ServiceResponse.FUNCTION_SUCCEEDED,
                initiator.response(manage(TaskManagementFunction.QUERY_TASK, read)));
        assertEquals(
                ServiceResponse.FUNCTION_SUCCEEDED,
                initiator.response(manage(TaskManagementFunction.QUERY_TASK_SET, 0)));
        disk.logicalUnit.establish(null, ItlNexus.POWER_ON);
        path.run();
        assertEquals(
                ServiceResponse.FUNCTION_SUCCEEDED,
                initiator.response(manage(TaskManagementFunction.QUERY_ASYNCHRONOUS_EVENT, 0)));
    }

    @Test
    void shouldTellWhoQueriesEventsThatTheInventoryHasChanged() {
        path.map(1, 64);
        assertEquals(
                ServiceResponse.FUNCTION_SUCCEEDED,
                initiator.response(manage(TaskManagementFunction.QUERY_ASYNCHRONOUS_EVENT, 0)));
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())), AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED);
        assertComplete(manage(TaskManagementFunction.QUERY_ASYNCHRONOUS_EVENT, 0));
    }

    @Test
    void shouldLeaveOtherNexusesAloneWhenATaskSetIsAborted() {
        FakeNexusTransport other = path.initiator("b");
        initiator.read(0, read10(0, 1), BLOCK);
        long others = other.read(0, read10(1, 1), BLOCK);
        TaskManagementRequest request = manage(TaskManagementFunction.ABORT_TASK_SET, 0);
        disk.device.answer();
        path.run();
        assertComplete(request);
        disk.device.answer();
        path.run();
        assertGood(other.outcome(others));
    }

    @Test
    void shouldEndTheCommandsOfEveryNexusAtAReset() {
        FakeNexusTransport other = path.initiator("b");
        long own = initiator.read(0, read10(0, 1), BLOCK);
        long others = other.read(0, read10(1, 1), BLOCK);
        TaskManagementRequest request = manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0);
        long late = other.read(0, read10(2, 1), BLOCK);
        assertNull(initiator.response(request));
        disk.device.answer();
        path.run();
        assertNull(initiator.response(request));
        disk.device.answer();
        path.run();
        assertComplete(request);
        assertEquals(List.of(own), initiator.aborted());
        assertEquals(List.of(others), other.aborted());
        assertSense(other.outcome(late), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    @Test
    void shouldTellTheHandlerWhichOfItsCommandsAreAborted() {
        initiator.read(0, read10(0, 1), BLOCK);
        long second = initiator.read(0, read10(1, 1), BLOCK);
        path.run();
        TaskManagementRequest request = manage(TaskManagementFunction.ABORT_TASK, second);
        assertEquals(List.of(disk.device.asked().get(1).command()), disk.device.aborted());
        assertNull(initiator.response(request));
        answerAll();
        assertComplete(request);
        manage(TaskManagementFunction.ABORT_TASK_SET, 0);
        assertEquals(1, disk.device.aborted().size());
    }

    @Test
    void shouldEndAnAbortedCommandWhoseHandlerFailsWhenItIsToldSo() {
        initiator.read(0, read10(0, 1), BLOCK);
        path.run();
        disk.device.manner(Manner.THROW);
        TaskManagementRequest request = manage(TaskManagementFunction.ABORT_TASK_SET, 0);
        assertEquals(1, path.counters.defects.sum());
        answerAll();
        assertComplete(request);
        disk.device.manner(Manner.BY_TOKEN);
    }

    @Test
    void shouldDropTheReservationAtAReset() {
        FakeNexusTransport other = path.initiator("b");
        long reservation = initiator.send(0, reserve());
        path.run();
        assertGood(initiator.outcome(reservation));
        assertStatus(other.outcome(other.send(0, testUnitReady())), Status.RESERVATION_CONFLICT);
        TaskManagementRequest request = other.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        path.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, other.response(request));
        assertSense(
                other.outcome(other.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertGood(other.outcome(other.send(0, testUnitReady())));
    }

    @Test
    void shouldEstablishNexusLossAtANexusReset() {
        initiator.send(0, reserve());
        path.run();
        assertComplete(manage(TaskManagementFunction.I_T_NEXUS_RESET, 0));
        assertSense(initiator.outcome(initiator.send(0, testUnitReady())), AdditionalSense.I_T_NEXUS_LOSS_OCCURRED);
        assertNull(disk.logicalUnit.view().reservedBy());
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void shouldAnswerFailedWhenStorageHangs(Ending function) {
        long hung = initiator.read(0, read10(0, 1), BLOCK);
        TaskManagementRequest request = manage(function.function(), hung);
        path.pass(Duration.ofSeconds(31));
        assertEquals(ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE, initiator.response(request));
        assertEquals(List.of(hung), initiator.aborted());
        assertFalse(disk.logicalUnit.fence().closed());
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"ABORT_TASK_SET", "CLEAR_TASK_SET", "LOGICAL_UNIT_RESET", "TARGET_RESET", "I_T_NEXUS_RESET"})
    void shouldAnswerFailedWhileStorageStillHasADetachedCommand(Ending function) {
        initiator.read(0, read10(0, 1), BLOCK);
        path.pass(Duration.ofSeconds(31));
        TaskManagementRequest request = manage(function.function(), 0);
        assertEquals(ServiceResponse.SERVICE_DELIVERY_OR_TARGET_FAILURE, initiator.response(request));
        assertFalse(disk.logicalUnit.fence().closed());
        answerAll();
        TaskManagementRequest again = manage(function.function(), 0);
        assertComplete(again);
    }

    @Test
    void shouldNotLetAPeerThatDoesNotReadHoldUpAReset() {
        FakeNexusTransport other = path.initiator("b");
        disk.device.manner(Manner.AT_ONCE);
        other.delivers(false);
        other.read(0, read10(0, 1), BLOCK);
        assertComplete(manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0));
        other.lose();
    }

    @Test
    void shouldReachTheCommandsOfAParkedNexus() {
        initiator.read(0, read10(0, 1), BLOCK);
        path.updateDriver();
        FakeNexusTransport other = path.initiator("b");
        TaskManagementRequest request = other.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        path.run();
        assertNull(other.response(request));
        answerAll();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, other.response(request));
        path.pass(Duration.ofSeconds(21));
        assertEquals(NexusState.GONE, initiator.nexus().state());
        initiator = other;
    }

    @Test
    void shouldReachTheCommandsOfALogicalUnitThatWasUnmapped() {
        long read = initiator.read(0, read10(0, 1), BLOCK);
        FakeNexusTransport other = path.initiator("b");
        path.map(5, disk, false);
        path.unmap(0);
        initiator.send(0, CommandPath.inquiry(36));
        TaskManagementRequest request = other.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 5, 0);
        path.run();
        assertNull(other.response(request));
        answerAll();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, other.response(request));
        assertEquals(List.of(read), initiator.aborted());
    }

    // TAS=1

    private FakeNexusTransport otherThatWantsStatus() {
        FakeNexusTransport other = path.initiator("b");
        long select = CommandPath.answerAborted(initiator, 0);
        path.run();
        assertGood(initiator.outcome(select));
        other.send(0, testUnitReady());
        answerAll();
        return other;
    }

    @Test
    void shouldAnswerTaskAbortedWhenAnotherNexusClearsACommandAndTasIsOne() {
        FakeNexusTransport other = otherThatWantsStatus();
        long cleared = other.read(0, read10(0, 1), BLOCK);
        long own = initiator.read(0, read10(0, 1), BLOCK);
        TaskManagementRequest request = manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0);
        answerAll();
        assertComplete(request);
        assertStatus(other.outcome(cleared), Status.TASK_ABORTED);
        assertEquals(List.of(own), initiator.aborted());
    }

    @Test
    void shouldNotLetAPeerThatDoesNotReadItsTaskAbortedHoldUpAReset() {
        FakeNexusTransport other = otherThatWantsStatus();
        other.delivers(false);
        other.read(0, read10(0, 1), BLOCK);
        TaskManagementRequest request = manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0);
        answerAll();
        assertComplete(request);
        other.lose();
    }

    @Test
    void shouldHoldTheTaskAbortedOfAParkedNexusUntilItIsResumed() {
        FakeNexusTransport other = otherThatWantsStatus();
        long cleared = other.read(0, read10(0, 1), BLOCK);
        path.updateDriver();
        initiator = path.initiator("a");
        TaskManagementRequest request = manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0);
        answerAll();
        assertComplete(request);
        FakeNexusTransport again = other.resume(path.port, path.loop);
        path.run();
        assertStatus(again.outcome(cleared), Status.TASK_ABORTED);
    }

    @Test
    void shouldForgetTasAtAReset() {
        otherThatWantsStatus();
        assertComplete(manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0));
        assertFalse(disk.logicalUnit.taskAbortedStatus());
    }
}
