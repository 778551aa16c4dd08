package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.NexusState;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** Defects that others have published in task management and at the end of sessions; see runtime/docs/defects.md. */
class TaskManagementDefectsTest {
    private CommandPath path;
    private CommandPath.Unit disk;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapOneDisk() {
        path = new CommandPath();
        disk = path.map(0, 64);
        initiator = path.initiator("a");
        disk.device.manner(Manner.BY_TOKEN);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.answerAll(disk);
        path.close();
    }

    private TaskManagementRequest reset(FakeNexusTransport by) {
        TaskManagementRequest request = by.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        path.run();
        return request;
    }

    @Test
    @DisplayName("CVE-2023-53586: the second of two LOGICAL UNIT RESETs is not complete while the first still drains")
    void shouldNotCompleteASecondResetWhileTheFirstDrains() {
        FakeNexusTransport other = path.initiator("b");
        long write = initiator.write(0, write10(0, 1), bytes(BLOCK, 1));
        path.run();
        TaskManagementRequest first = reset(initiator);
        TaskManagementRequest second = reset(other);
        TaskManagementRequest third = reset(initiator);
        assertNull(initiator.response(first));
        assertNull(other.response(second));
        assertNull(initiator.response(third));

        path.answerAll(disk);

        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(first));
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, other.response(second));
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(third));
        assertEquals(List.of(write), initiator.aborted(), "no late status");
        // A command after the reset is none of those before it, whatever its tag.
        long after = initiator.send(0, testUnitReady());
        path.run();
        assertSense(initiator.outcome(after), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertEquals(List.of(write), initiator.aborted());
    }

    @Test
    @DisplayName("CVE-2023-54184: the time of a lost session ends while storage still has its command")
    void shouldKeepWhatStorageHasWhenTheTimeOfItsSessionIsOver() {
        initiator.read(0, read10(0, 1), BLOCK);
        initiator.write(0, write10(1, 1), bytes(BLOCK, 1));
        path.run();
        path.registration.end();
        path.run();
        path.pass(Duration.ofSeconds(21));
        assertEquals(NexusState.LEAVING, initiator.nexus().state());
        assertEquals(2, disk.logicalUnit.fence().inside(), "in the fence until storage has answered");
        path.register();
        FakeNexusTransport again = path.fresh("a");
        long next = again.read(0, read10(0, 1), BLOCK);
        path.run();
        assertFalse(again.answered(next), "no session of this initiator overtakes it");

        path.answerAll(disk);

        assertEquals(NexusState.GONE, initiator.nexus().state());
        assertSense(again.outcome(next), AdditionalSense.I_T_NEXUS_LOSS_OCCURRED);
    }

    @Test
    @DisplayName("CVE-2024-26845: a reset does not wait for a command that the transport has ended")
    void shouldEndAResetThatComesAfterAnAbortOfWhatIsNotThere() {
        TaskManagementRequest unknown = initiator.manage(TaskManagementFunction.ABORT_TASK, 0, 0xDEAD);
        path.run();
        assertEquals(ServiceResponse.TASK_DOES_NOT_EXIST, initiator.response(unknown));
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(reset(initiator)));

        initiator.answersData(false);
        long awaiting = initiator.write(0, write10(1, 1), bytes(BLOCK, 1));
        path.run();
        TaskManagementRequest abort = initiator.manage(TaskManagementFunction.ABORT_TASK, 0, awaiting);
        TaskManagementRequest again = initiator.manage(TaskManagementFunction.ABORT_TASK, 0, awaiting);
        TaskManagementRequest reset = reset(initiator);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(abort));
        assertEquals(true, initiator.response(again) != null, "a second abort of the same command is answered too");
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(reset));
    }
}
