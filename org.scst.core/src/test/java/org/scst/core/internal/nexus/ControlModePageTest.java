package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.logicalunit.TaskSetRules.QueueError;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;

/** What the Control mode page changes in task sets: TST, QErr, TAS, QUEUE ALGORITHM MODIFIER. */
class ControlModePageTest extends SharedDisk {

    @Test
    void shouldRefuseAReservedQErrAndValuesThatMeanNothing() {
        assertSense(refusal(PER_NEXUS, UNRESTRICTED | 0x04), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        assertSense(refusal(0x40, UNRESTRICTED), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        assertSense(refusal(PER_NEXUS, 0x20), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    private Outcome refusal(int byte2, int byte3) {
        long select = CommandPath.selectControl(a, 0, byte2, byte3, 0);
        path.run();
        return a.outcome(select);
    }

    // QErr

    @Test
    void shouldLetOtherCommandsGoOnByDefault() {
        long read = read(a, 1, TaskAttribute.SIMPLE);
        fail(a);
        answer();
        assertGood(a.outcome(read));
    }

    @Test
    void shouldEndTheOwnOtherCommandsWithQErrOfThree() {
        control(PER_NEXUS, UNRESTRICTED | ABORT_OWN, 0);
        long own = read(a, 1, TaskAttribute.SIMPLE);
        long dormant = read(a, 2, TaskAttribute.ORDERED);
        long others = read(b, 3, TaskAttribute.SIMPLE);
        read(a, 1000, TaskAttribute.HEAD_OF_QUEUE);
        path.answerAll(disk);
        assertEquals(List.of(dormant, own), a.aborted());
        assertGood(b.outcome(others));
    }

    @Test
    void shouldEndOnlyTheOwnCommandsWithQErrOfOneWhenEachNexusHasItsTaskSet() {
        control(PER_NEXUS, UNRESTRICTED | ABORT_ALL, 0);
        long own = read(a, 1, TaskAttribute.SIMPLE);
        long others = read(b, 3, TaskAttribute.SIMPLE);
        fail(a);
        path.answerAll(disk);
        assertEquals(List.of(own), a.aborted());
        assertGood(b.outcome(others));
    }

    @Test
    void shouldEndEverybodysCommandsOfASharedTaskSetWithQErrOfOne() {
        control(0, UNRESTRICTED | ABORT_ALL, 0);
        long own = read(a, 1, TaskAttribute.SIMPLE);
        long others = read(b, 3, TaskAttribute.SIMPLE);
        fail(a);
        path.answerAll(disk);
        assertEquals(List.of(own), a.aborted());
        assertEquals(List.of(others), b.aborted());
        assertSense(b.outcome(b.send(0, testUnitReady())), AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
        assertGood(a.outcome(a.send(0, testUnitReady())));
    }

    @Test
    void shouldAnswerTaskAbortedToOthersWithTasAndTellThemNothingElse() {
        control(0, UNRESTRICTED | ABORT_ALL, TAS);
        long others = read(b, 3, TaskAttribute.SIMPLE);
        fail(a);
        path.answerAll(disk);
        assertStatus(b.outcome(others), Status.TASK_ABORTED);
        assertGood(b.outcome(b.send(0, testUnitReady())));
    }

    @Test
    void shouldTellNobodyWhoHadNoCommand() {
        control(0, UNRESTRICTED | ABORT_ALL, 0);
        fail(a);
        assertGood(b.outcome(b.send(0, testUnitReady())));
    }

    @Test
    void shouldNotEndTheFailedCommandItself() {
        control(PER_NEXUS, UNRESTRICTED | ABORT_ALL, 0);
        long failed = fail(a);
        assertSense(a.outcome(failed), AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertEquals(List.of(), a.aborted());
    }

    // CLEAR TASK SET

    @Test
    void shouldClearOnlyTheOwnTaskSetWhenEachNexusHasOne() {
        long others = read(b, 3, TaskAttribute.SIMPLE);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, manage(a, TaskManagementFunction.CLEAR_TASK_SET));
        answer();
        assertGood(b.outcome(others));
    }

    @Test
    void shouldClearTheSharedTaskSetOfEverybodyAndAnswerWhenAllHaveStopped() {
        share();
        long own = read(a, 1, TaskAttribute.SIMPLE);
        long others = read(b, 3, TaskAttribute.SIMPLE);
        a.confirms(false);
        TaskManagementRequest clear = a.manage(TaskManagementFunction.CLEAR_TASK_SET, 0, 0);
        path.run();
        answer();
        assertEquals(List.of(), a.affected());
        answer();
        assertEquals(List.of(clear), a.affected());
        a.nexus().affectedCommandsConfirmed(clear);
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, a.response(clear));
        assertEquals(List.of(own), a.aborted());
        assertEquals(List.of(others), b.aborted());
        assertSense(b.outcome(b.send(0, testUnitReady())), AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
    }

    @Test
    void shouldAnswerTaskAbortedToOthersOfAClearedTaskSetWithTas() {
        control(0, UNRESTRICTED, TAS);
        long others = read(b, 3, TaskAttribute.SIMPLE);
        manage(a, TaskManagementFunction.CLEAR_TASK_SET);
        path.answerAll(disk);
        assertStatus(b.outcome(others), Status.TASK_ABORTED);
    }

    @Test
    void shouldLeaveOthersOfASharedTaskSetAloneAtAbortTaskSet() {
        share();
        read(a, 1, TaskAttribute.SIMPLE);
        long others = read(b, 3, TaskAttribute.SIMPLE);
        a.manage(TaskManagementFunction.ABORT_TASK_SET, 0, 0);
        path.answerAll(disk);
        assertGood(b.outcome(others));
    }

    // TST

    @Test
    void shouldHoldAnOrderedCommandUntilOlderOnesOfOthersHaveEnded() {
        share();
        read(b, 1, TaskAttribute.SIMPLE);
        read(a, 2, TaskAttribute.ORDERED);
        read(b, 3, TaskAttribute.SIMPLE);
        assertEquals(List.of(1L), atTheDevice());
        answer();
        assertEquals(List.of(2L), atTheDevice());
        answer();
        assertEquals(List.of(3L), atTheDevice());
    }

    @Test
    void shouldHoldAnOrderedCommandBehindAnOlderOneOfAnotherThatStillGetsItsData() {
        share();
        b.answersData(false);
        long write = b.write(0, CommandPath.write10(0, 1), new byte[CommandPath.BLOCK]);
        read(a, 2, TaskAttribute.ORDERED);
        assertEquals(List.of(), atTheDevice());
        b.answer();
        path.run();
        assertEquals(List.of(0L), atTheDevice());
        answer();
        assertEquals(List.of(2L), atTheDevice());
        assertGood(b.outcome(write));
    }

    @Test
    void shouldProcessOrderedCommandsOfTwoOneAfterAnotherAndSimpleOnesBetweenTogether() {
        share();
        read(a, 1, TaskAttribute.ORDERED);
        read(b, 2, TaskAttribute.SIMPLE);
        read(a, 3, TaskAttribute.SIMPLE);
        read(b, 4, TaskAttribute.ORDERED);
        read(a, 5, TaskAttribute.SIMPLE);
        assertEquals(List.of(1L), atTheDevice());
        answer();
        assertEquals(Set.of(2L, 3L), Set.copyOf(atTheDevice()));
        answer();
        answer();
        assertEquals(List.of(4L), atTheDevice());
        answer();
        assertEquals(List.of(5L), atTheDevice());
        read(b, 6, TaskAttribute.SIMPLE);
        assertEquals(List.of(5L, 6L), atTheDevice());
    }

    @Test
    void shouldGoOnWhenAnOrderedCommandThatOthersWaitForIsAborted() {
        share();
        read(b, 1, TaskAttribute.SIMPLE);
        long ordered = read(a, 2, TaskAttribute.ORDERED);
        read(b, 3, TaskAttribute.SIMPLE);
        a.manage(TaskManagementFunction.ABORT_TASK, 0, ordered);
        path.run();
        answer();
        assertEquals(List.of(3L), atTheDevice());
    }

    @Test
    void shouldHoldOthersWhileAHeadOfQueueCommandIsThere() {
        share();
        read(a, 1, TaskAttribute.HEAD_OF_QUEUE);
        read(b, 2, TaskAttribute.SIMPLE);
        assertEquals(List.of(1L), atTheDevice());
        answer();
        assertEquals(List.of(2L), atTheDevice());
    }

    @Test
    void shouldKeepTheOrderOfWhatWasAdmittedBeforeTheTaskSetWasShared() {
        read(b, 1, TaskAttribute.ORDERED);
        read(b, 2, TaskAttribute.SIMPLE);
        disk.logicalUnit.taskSetRules(true, false, false, QueueError.RESUME);
        read(b, 3, TaskAttribute.SIMPLE);
        assertEquals(List.of(1L), atTheDevice());
        answer();
        assertEquals(List.of(2L, 3L), atTheDevice());
    }

    @Test
    void shouldShareNothingAnyMoreAfterAReset() {
        share();
        manage(a, TaskManagementFunction.LOGICAL_UNIT_RESET);
        a.send(0, testUnitReady());
        b.send(0, testUnitReady());
        read(b, 1, TaskAttribute.SIMPLE);
        read(a, 2, TaskAttribute.ORDERED);
        assertEquals(List.of(1L, 2L), atTheDevice());
    }

    // QUEUE ALGORITHM MODIFIER

    @Test
    void shouldProcessSimpleCommandsInTheirOrderWithRestrictedReordering() {
        control(PER_NEXUS, 0, 0);
        read(a, 1, TaskAttribute.SIMPLE);
        read(a, 2, TaskAttribute.SIMPLE);
        read(b, 3, TaskAttribute.SIMPLE);
        assertEquals(List.of(1L, 3L), atTheDevice());
        answer();
        assertEquals(List.of(3L, 2L), atTheDevice());
    }
}
