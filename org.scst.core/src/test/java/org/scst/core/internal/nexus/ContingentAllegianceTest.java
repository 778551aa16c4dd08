package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeNexusTransport;

/** ACA conditions: who is kept out, what waits, what ends them. */
class ContingentAllegianceTest extends SharedDisk {

    private boolean faulted(FakeNexusTransport by) {
        return by.outcome(by.send(0, testUnitReady())).status() == Status.ACA_ACTIVE;
    }

    // How it begins

    @Test
    void shouldEstablishAnAcaConditionForTheFaultedNexusOnly() {
        assertSense(a.outcome(fault(a)), AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertTrue(faulted(a));
        assertFalse(faulted(b));
    }

    @Test
    void shouldEstablishNoneWithoutNaca() {
        fail(a);
        assertFalse(faulted(a));
    }

    @Test
    void shouldEstablishNoneWhenACommandWithNacaSucceeds() {
        long read = read(a, normalAca(1), TaskAttribute.SIMPLE);
        answer();
        assertGood(a.outcome(read));
        assertFalse(faulted(a));
    }

    @Test
    void shouldEstablishNoneForACommandThatWasAborted() {
        long read = read(a, normalAca(1), TaskAttribute.SIMPLE);
        a.manage(TaskManagementFunction.ABORT_TASK, 0, read);
        disk.device.answer(Outcome.UNRECOVERED_READ_ERROR);
        path.run();
        assertFalse(faulted(a));
    }

    @Test
    void shouldEstablishOneWhenAUnitAttentionIsReportedWithNaca() {
        disk.logicalUnit.establish(null, ItlNexus.INQUIRY_DATA_CHANGED);
        path.run();
        assertSense(a.outcome(read(a, normalAca(1), TaskAttribute.SIMPLE)), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
        assertTrue(faulted(a));
    }

    @Test
    void shouldEstablishNoneWhereThereIsNoLogicalUnit() {
        byte[] ready = testUnitReady();
        ready[5] = 4;
        assertSense(a.outcome(a.send(77, ready)), AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
        assertSense(a.outcome(a.send(77, ready)), AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
    }

    // While it lasts

    @Test
    void shouldConsumeNoUnitAttentionWithAcaActive() {
        fault(a);
        disk.logicalUnit.establish(null, ItlNexus.INQUIRY_DATA_CHANGED);
        path.run();
        assertTrue(faulted(a));
        manage(a, TaskManagementFunction.CLEAR_ACA);
        assertSense(a.outcome(a.send(0, testUnitReady())), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldKeepOutEvenWhatWouldBeRefused() {
        fault(a);
        assertStatus(a.outcome(a.send(0, new byte[] {(byte) 0xEE, 0, 0, 0, 0, 0})), Status.ACA_ACTIVE);
    }

    @Test
    void shouldHoldBackWhatIsDormant() {
        read(a, 1, TaskAttribute.SIMPLE);
        long ordered = read(a, 2, TaskAttribute.ORDERED);
        read(a, normalAca(3), TaskAttribute.HEAD_OF_QUEUE);
        disk.device.answer();
        path.run();
        disk.device.answer(Outcome.UNRECOVERED_READ_ERROR);
        path.run();
        assertEquals(List.of(), atTheDevice());
        assertEquals(CommandState.DORMANT, path.command("a", ordered).state);
        manage(a, TaskManagementFunction.CLEAR_ACA);
        assertEquals(List.of(2L), atTheDevice());
    }

    @Test
    void shouldHoldBackACommandWhoseDataComesMeanwhile() {
        a.answersData(false);
        long write = a.write(0, CommandPath.write10(0, 1), new byte[CommandPath.BLOCK]);
        fault(a);
        a.answer();
        path.run();
        assertEquals(CommandState.DORMANT, path.command("a", write).state);
        manage(a, TaskManagementFunction.CLEAR_ACA);
        answer();
        assertGood(a.outcome(write));
    }

    @Test
    void shouldProcessOneCommandWithTheAcaAttribute() {
        fault(a);
        long read = read(a, 1, TaskAttribute.ACA);
        assertStatus(a.outcome(read(a, 2, TaskAttribute.ACA)), Status.ACA_ACTIVE);
        answer();
        assertGood(a.outcome(read));
        assertTrue(faulted(a));
        long next = read(a, 2, TaskAttribute.ACA);
        answer();
        assertGood(a.outcome(next));
    }

    @Test
    void shouldAdmitTheAcaCommandToAFullTaskSet() {
        for (int i = 0; i < 64; i++) {
            read(a, 0, TaskAttribute.SIMPLE);
        }
        assertStatus(a.outcome(read(a, 0, TaskAttribute.SIMPLE)), Status.TASK_SET_FULL);
        a.send(0, new byte[] {0x12, 3, 0, 0, 0, 4});
        long read = read(a, 63, TaskAttribute.ACA);
        assertFalse(a.answered(read));
        path.answerAll(disk);
        assertGood(a.outcome(read));
    }

    @Test
    void shouldRefuseTheAcaAttributeWithoutAnAcaConditionOfTheNexus() {
        assertSense(a.outcome(read(a, 1, TaskAttribute.ACA)), AdditionalSense.INVALID_MESSAGE_ERROR);
        fault(a);
        assertSense(b.outcome(read(b, 1, TaskAttribute.ACA)), AdditionalSense.INVALID_MESSAGE_ERROR);
    }

    @Test
    void shouldKeepOutAcaCommandsTooWithTmfOnly() {
        control(PER_NEXUS | TMF_ONLY, UNRESTRICTED, 0);
        fault(a);
        assertStatus(a.outcome(read(a, 1, TaskAttribute.ACA)), Status.ACA_ACTIVE);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, manage(a, TaskManagementFunction.CLEAR_ACA));
        assertFalse(faulted(a));
    }

    // How it ends

    @Test
    void shouldEndWithAnAcaCommandThatFailsWithoutNaca() {
        fault(a);
        assertSense(a.outcome(read(a, 1000, TaskAttribute.ACA)), AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertFalse(faulted(a));
    }

    @Test
    void shouldBeginAnewWithAnAcaCommandThatFailsWithNaca() {
        fault(a);
        read(a, normalAca(1000), TaskAttribute.ACA);
        assertTrue(faulted(a));
    }

    @Test
    void shouldAbortTheAcaCommandAtClearAcaBeforeItIsAnswered() {
        a.confirms(false);
        fault(a);
        long read = read(a, 1, TaskAttribute.ACA);
        TaskManagementRequest clear = a.manage(TaskManagementFunction.CLEAR_ACA, 0, 0);
        path.run();
        assertEquals(List.of(), a.affected());
        answer();
        assertEquals(List.of(read), a.aborted());
        assertEquals(List.of(clear), a.affected());
        assertNull(a.response(clear));
        a.nexus().affectedCommandsConfirmed(clear);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, a.response(clear));
        assertFalse(faulted(a));
    }

    @Test
    void shouldCompleteClearAcaWhereThereIsNone() {
        fault(a);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, manage(b, TaskManagementFunction.CLEAR_ACA));
        assertTrue(faulted(a));
    }

    @Test
    void shouldEndWithAReset() {
        fault(a);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, manage(b, TaskManagementFunction.LOGICAL_UNIT_RESET));
        assertSense(a.outcome(a.send(0, testUnitReady())), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    }

    @Test
    void shouldEndWithANexusReset() {
        fault(a);
        manage(a, TaskManagementFunction.I_T_NEXUS_RESET);
        assertSense(a.outcome(a.send(0, testUnitReady())), AdditionalSense.I_T_NEXUS_LOSS_OCCURRED);
    }

    @Test
    void shouldLastBeyondAbortTaskSetAndClearTaskSet() {
        fault(a);
        manage(a, TaskManagementFunction.ABORT_TASK_SET);
        manage(a, TaskManagementFunction.CLEAR_TASK_SET);
        assertTrue(faulted(a));
    }

    @Test
    void shouldLastOverAnUpdateOfTheDriver() {
        fault(a);
        path.updateDriver();
        a = path.fresh("a");
        assertTrue(faulted(a));
        path.pass(Duration.ofSeconds(21));
    }

    @Test
    void shouldNotProcessWhatItHasHeldBackWhenTheNexusIsLost() {
        a.answersData(false);
        a.write(0, CommandPath.write10(0, 1), new byte[CommandPath.BLOCK]);
        fault(a);
        a.answer();
        a.lose();
        path.run();
        assertEquals(List.of(), atTheDevice());
    }

    // With a task set for all

    @Test
    void shouldAnswerBusyToOthersOfASharedTaskSetOrAcaActiveToThoseWhoKnowIt() {
        share();
        fault(a);
        assertStatus(b.outcome(b.send(0, testUnitReady())), Status.BUSY);
        assertStatus(b.outcome(read(b, normalAca(1), TaskAttribute.SIMPLE)), Status.ACA_ACTIVE);
        assertSense(b.outcome(read(b, 1, TaskAttribute.ACA)), AdditionalSense.INVALID_MESSAGE_ERROR);
    }

    @Test
    void shouldHoldBackWhatOthersHaveInASharedTaskSet() {
        share();
        b.answersData(false);
        long write = b.write(0, CommandPath.write10(0, 1), new byte[CommandPath.BLOCK]);
        fault(a);
        b.answer();
        path.run();
        assertEquals(CommandState.DORMANT, path.command("b", write).state);
        assertEquals(ServiceResponse.FUNCTION_REJECTED, manage(b, TaskManagementFunction.CLEAR_ACA));
        assertEquals(CommandState.DORMANT, path.command("b", write).state);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, manage(a, TaskManagementFunction.CLEAR_ACA));
        answer();
        assertGood(b.outcome(write));
    }

    @Test
    void shouldLetOthersOfASharedTaskSetGoOnWhenTheFaultedNexusIsLost() {
        share();
        b.answersData(false);
        long write = b.write(0, CommandPath.write10(0, 1), new byte[CommandPath.BLOCK]);
        fault(a);
        b.answer();
        path.run();
        a.lose();
        path.run();
        answer();
        assertGood(b.outcome(write));
    }
}
