package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.reservationKeys;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.logicalunit.TaskSetRules.QueueError;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Status;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

/** PREEMPT AND ABORT is answered when nothing of the preempted can reach the medium any more. */
class PreemptAndAbortTest extends ReservedDisk {

    @BeforeEach
    void reserveForB() {
        registerAll();
        assertGood(out(b, RESERVE, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, 0xB, 0));
    }

    @AfterEach
    void answerWhatTheDeviceHas() {
        while (!disk.device.asked().isEmpty()) {
            disk.device.answer();
            path.run();
        }
    }

    private long write(FakeNexusTransport by) {
        long tag = by.write(0, write10(0, 1), new byte[BLOCK]);
        path.run();
        return tag;
    }

    private long preemptB() {
        long tag = begin(a, PREEMPT_AND_ABORT, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, reservationKeys(0xA, 0xB, 0));
        path.run();
        return tag;
    }

    @Test
    void shouldWaitForACommandThatStorageStillHas() {
        disk.device.manner(Manner.BY_TOKEN);
        long victim = write(b);
        long preempting = preemptB();
        assertFalse(a.answered(preempting));
        disk.device.answer();
        path.run();
        assertGood(a.outcome(preempting));
        assertFalse(b.answered(victim));
        assertEquals(List.of(victim), b.aborted());
    }

    @Test
    void shouldNotWaitForData() {
        b.answersData(false);
        long victim = write(b);
        assertGood(a.outcome(preemptB()));
        assertEquals(List.of(victim), b.aborted());
    }

    private void faultB() {
        b.read(0, SharedDisk.normalAca(1000), BLOCK);
        path.run();
        assertStatus(send(b, testUnitReady()), Status.ACA_ACTIVE);
    }

    @Test
    void shouldEndTheAcaConditionOfThePreempted() {
        faultB();
        assertGood(a.outcome(preemptB()));
        assertSense(send(b, testUnitReady()), AdditionalSense.REGISTRATIONS_PREEMPTED);
        assertGood(send(b, testUnitReady()));
    }

    @Test
    void shouldAbortWhatTheAcaConditionOfThePreemptedHasHeldBack() {
        b.answersData(false);
        long held = write(b);
        faultB();
        b.answer();
        assertGood(a.outcome(preemptB()));
        assertEquals(List.of(held), b.aborted());
    }

    @Test
    void shouldPassTheAcaConditionOfThePreemptedInASharedTaskSet() {
        disk.logicalUnit.taskSetRules(true, false, false, QueueError.RESUME);
        faultB();
        assertStatus(send(a, testUnitReady()), Status.BUSY);
        assertGood(a.outcome(preemptB()));
        assertGood(send(a, testUnitReady()));
    }

    @Test
    void shouldTellThePreemptedWhatBecameOfThem() {
        disk.device.manner(Manner.BY_TOKEN);
        write(b);
        preemptB();
        answerWhatTheDeviceHas();
        disk.device.manner(Manner.AT_ONCE);
        assertSense(send(b, testUnitReady()), AdditionalSense.REGISTRATIONS_PREEMPTED);
        assertSense(send(b, testUnitReady()), AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
        assertGood(send(b, testUnitReady()));
        assertStatus(b.outcome(write(b)), Status.RESERVATION_CONFLICT);
    }

    @Test
    void shouldTellNothingOfCommandsWhereThereWereNone() {
        preemptB();
        assertSense(send(b, testUnitReady()), AdditionalSense.REGISTRATIONS_PREEMPTED);
        assertGood(send(b, testUnitReady()));
    }

    @Test
    void shouldAnswerTheCommandsOfThePreemptedWhenTasIsOne() {
        CommandPath.answerAborted(a, 0);
        path.run();
        send(b, testUnitReady());
        send(c, testUnitReady());
        disk.device.manner(Manner.BY_TOKEN);
        long victim = write(b);
        preemptB();
        answerWhatTheDeviceHas();
        assertStatus(b.outcome(victim), Status.TASK_ABORTED);
        assertSense(send(b, testUnitReady()), AdditionalSense.REGISTRATIONS_PREEMPTED);
        assertGood(send(b, testUnitReady()));
    }

    @Test
    void shouldLeaveTheCommandsOfOthersAlone() {
        disk.device.manner(Manner.BY_TOKEN);
        long other = write(c);
        long own = write(a);
        long preempting = preemptB();
        assertGood(a.outcome(preempting));
        answerWhatTheDeviceHas();
        assertGood(c.outcome(other));
        assertGood(a.outcome(own));
    }

    @Test
    void shouldEndItsOwnCommandsWithItsOwnKeyButNotItself() {
        disk.device.manner(Manner.BY_TOKEN);
        long own = write(b);
        long preempting = begin(b, PREEMPT_AND_ABORT, WRITE_EXCLUSIVE_REGISTRANTS_ONLY, reservationKeys(0xB, 0xB, 0));
        path.run();
        assertFalse(b.answered(preempting));
        answerWhatTheDeviceHas();
        assertGood(b.outcome(preempting));
        assertEquals(List.of(own), b.aborted());
    }

    @Test
    void shouldNotBeGoodWhenStorageDoesNotGiveTheCommandBack() {
        disk.device.manner(Manner.BY_TOKEN);
        write(b);
        path.pass(NexusLimits.DEFAULT.processing().plusSeconds(1));
        assertEquals(1, disk.logicalUnit.detachedCommands());
        long preempting = preemptB();
        assertSense(a.outcome(preempting), AdditionalSense.LOGICAL_UNIT_COMMUNICATION_TIME_OUT);
        assertTrue(disk.facts.reservations().state().registeredWith(0xB).isEmpty(), "it is preempted all the same");
    }
}
