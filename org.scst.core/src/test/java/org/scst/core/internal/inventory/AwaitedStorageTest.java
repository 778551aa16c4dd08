package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.scst.core.device.AwaitedException;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;

/** What becomes of a device and its commands while what it needs has gone and is expected back. */
class AwaitedStorageTest extends OneDevice {
    private void storageGoes(int seconds) {
        handler.failure(new AwaitedException("no process has registered it"));
        handler.newest().context().reopen("its process has gone", Duration.ofSeconds(seconds));
        run();
    }

    @Test
    void shouldLetCommandsWaitUntilItIsBack() {
        open();
        storageGoes(20);
        assertEquals(DeviceState.BLOCKED, device.state());
        assertTrue(handler.newest().closed());
        long waiting = read();
        pass(10);
        assertFalse(initiator.answered(waiting));
        handler.failure(null);
        pass(1);
        assertGood(initiator.outcome(waiting));
        assertEquals(DeviceState.READY, device.state());
    }

    @Test
    void shouldLetNobodyWaitLongerThanItSays() {
        open();
        storageGoes(3);
        long waiting = read();
        pass(2);
        assertFalse(initiator.answered(waiting));
        pass(2);
        assertStatus(initiator.outcome(waiting), Status.BUSY);
        assertSense(
                initiator.outcome(read()),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
        handler.failure(null);
        pass(1);
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldBecomeReadyOnceItIsThereForTheFirstTime() {
        handler.failure(new AwaitedException("no process has registered it"));
        open();
        assertEquals("no process has registered it", device.words().reason());
        assertTrue(device.settled().isDone());
        assertSense(
                initiator.outcome(read()),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
        handler.failure(null);
        pass(1);
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldHearNothingOfAServerThatIsGone() {
        open();
        var former = handler.newest().context();
        storageGoes(20);
        handler.failure(null);
        pass(1);
        former.reopen("an echo", Duration.ofSeconds(20));
        run();
        assertEquals(DeviceState.READY, device.state());
    }

    @Test
    void shouldHearOfWhatGoesWhileItIsBeingOpened() {
        handler.whileOpening(context -> {
            handler.whileOpening(another -> {});
            handler.failure(new AwaitedException("no process has registered it"));
            context.reopen("its process has gone", Duration.ofSeconds(20));
        });
        open();
        assertEquals(DeviceState.BLOCKED, device.state());
        long waiting = read();
        handler.failure(null);
        pass(1);
        assertGood(initiator.outcome(waiting));
    }
}
