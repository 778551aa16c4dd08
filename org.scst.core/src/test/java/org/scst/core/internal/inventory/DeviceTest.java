package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ConfigurationException;
import org.scst.core.internal.logicalunit.TaskSetRules;
import org.scst.core.internal.logicalunit.TaskSetRules.QueueError;
import org.scst.core.internal.nexus.CommandPath;
import org.scst.core.internal.primary.ControlModePage;
import org.scst.core.internal.primary.ModePages;
import org.scst.core.internal.spool.SpooledDevice;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeDevice.Manner;

/** A device from its file's appearance to its deletion. */
class DeviceTest extends OneDevice {
    @Test
    void shouldBeMappedAndNotReadyWithoutAHandler() {
        initiator = path.initiator("a");
        assertEquals(DeviceState.HANDLER_ABSENT, device.state());
        assertSense(
                initiator.outcome(read()),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
        assertEquals(
                96,
                initiator.ending(initiator.read(0, CommandPath.inquiry(96), 96)).data().length);
    }

    @Test
    void shouldServeWhenItsHandlerHasOpenedIt() {
        open();
        assertEquals(DeviceState.READY, device.state());
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldNotBeSettledWhileItsHandlerOpensIt() {
        device.handlerArrived(handler);
        assertFalse(device.settled().isDone());
        run();
        assertTrue(device.settled().isDone());
    }

    @Test
    void shouldBeSettledWhenOpeningTakesTooLong() {
        device.handlerArrived(handler);
        path.control.advance(Duration.ofSeconds(11));
        assertTrue(device.settled().isDone());
        assertEquals(DeviceState.NOT_READY, device.state());
        run();
        assertEquals(DeviceState.READY, device.state());
    }

    @Test
    void shouldTryAgainWhenItsStorageIsNotThere() {
        handler.failure(new IOException("no such file"));
        open();
        assertEquals(DeviceState.NOT_READY, device.state());
        assertEquals("no such file", device.words().reason());
        pass(3);
        handler.failure(null);
        pass(2);
        assertEquals(DeviceState.READY, device.state());
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldWaitForAnotherFileWhenItsFileIsWrong() {
        handler.failure(new ConfigurationException("file", "is a folder", "Name a file."));
        open();
        assertEquals("file", device.misconfigured().key());
        handler.failure(null);
        pass(3);
        assertEquals(DeviceState.NOT_READY, device.state());
        device.configure(configuration("2"));
        run();
        assertEquals(DeviceState.READY, device.state());
        assertNull(device.misconfigured());
    }

    @Test
    void shouldCloseOnlyWhenTheLastCommandHasLeft() {
        open();
        handler.newest().manner(Manner.BY_TOKEN);
        long slow = read();
        device.handlerLeft(handler);
        run();
        assertFalse(handler.newest().closed());
        handler.newest().answer();
        run();
        assertTrue(handler.newest().closed());
        assertGood(initiator.outcome(slow));
    }

    @Test
    void shouldReopenWithAChangedFileAndBeSettledOnlyThen() {
        open();
        FakeDevice first = handler.newest();
        first.manner(Manner.BY_TOKEN);
        read();
        device.configure(configuration("2"));
        run();
        assertFalse(device.settled().isDone());
        first.answer();
        run();
        assertTrue(device.settled().isDone());
        assertTrue(first.closed());
        assertEquals(2, handler.opened().size());
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldDoNothingForAnUnchangedFile() {
        open();
        device.configure(configuration("1"));
        run();
        assertEquals(1, handler.opened().size());
    }

    @Test
    void shouldTellOfAChangedCapacityOnce() {
        open();
        handler.newest().capacity(32);
        handler.newest().context().changed();
        run();
        assertSense(initiator.outcome(read()), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
        assertSense(
                initiator.outcome(initiator.read(0, read10(32, 1), BLOCK)),
                AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        handler.newest().context().changed();
        run();
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldTellOfChangedInquiryData() {
        open();
        handler.newest().product("OTHER");
        handler.newest().context().changed();
        run();
        assertSense(initiator.outcome(read()), AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
    }

    @Test
    void shouldHoldCommandsWhileAnOperatorWantsThat() {
        open();
        handler.newest().manner(Manner.BY_TOKEN);
        long before = read();
        CompletableFuture<Void> blocked = device.operatorHold().begin().toCompletableFuture();
        assertFalse(blocked.isDone());
        handler.newest().answer();
        run();
        assertTrue(blocked.isDone());
        assertGood(initiator.outcome(before));
        assertEquals("blocked", device.words().state());

        handler.newest().manner(Manner.AT_ONCE);
        long held = read();
        pass(60);
        assertFalse(initiator.answered(held));
        device.operatorHold().end();
        run();
        assertGood(initiator.outcome(held));
        assertEquals("ready", device.words().state());
        assertTrue(device.operatorHold().end().toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void shouldLetHeldCommandsGoWhenTheDeviceIsRemoved() {
        open();
        device.operatorHold().begin();
        device.remove("its file is gone");
        run();
        assertFalse(device.operatorHold().inForce());
        assertTrue(handler.newest().closed());
    }

    @Test
    void shouldKeepTheSenseThatWasGivenWhileOpening() {
        handler.whileOpening(opening -> opening.notReady(AdditionalSense.MEDIUM_NOT_PRESENT, "no medium"));
        open();
        assertEquals("no medium", device.words().reason());
        assertSense(initiator.outcome(read()), SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT);
        handler.newest().context().ready();
        run();
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldRefuseWritesAfterAFailedFlushUntilItIsCleared() {
        open();
        handler.newest().context().latchWriteError("no space");
        assertSense(
                initiator.outcome(initiator.write(0, write10(0, 1), new byte[BLOCK])),
                SenseKey.MEDIUM_ERROR,
                AdditionalSense.WRITE_ERROR);
        assertGood(initiator.outcome(read()));
        device.configure(configuration("2"));
        run();
        assertSense(initiator.outcome(initiator.write(0, write10(0, 1), new byte[BLOCK])), AdditionalSense.WRITE_ERROR);
    }

    @Test
    void shouldStayWriteProtectedBySoftwareWhenAWriteErrorIsCleared() {
        open();
        ModePages pages = device.facts().modePages();
        byte[] protect = pages.current(0x0A, 0);
        protect[2] |= 0x08;
        pages.select(pages.pages().getFirst(), protect);
        handler.newest().context().latchWriteError("as asked");
        device.writeErrorCleared();
        run();
        assertSense(
                initiator.outcome(initiator.write(0, write10(0, 1), new byte[BLOCK])),
                AdditionalSense.LOGICAL_UNIT_SOFTWARE_WRITE_PROTECTED);
    }

    @Test
    void shouldHonourTasOfTheControlModePage() {
        open();
        ModePages pages = device.facts().modePages();
        byte[] values = pages.current(0x0A, 0);
        values[3] |= 0x40;
        pages.select(pages.pages().getFirst(), values);
        assertTrue(unit.taskAbortedStatus());
    }

    @Test
    void shouldHonourTheTaskSetRulesOfTheControlModePage() {
        open();
        ModePages pages = device.facts().modePages();
        assertSame(TaskSetRules.DEFAULT, unit.view().rules());
        byte[] values = pages.current(0x0A, 0);
        values[0] = 0x10;
        values[1] = 0x06;
        pages.select(pages.pages().getFirst(), values);
        TaskSetRules rules = unit.view().rules();
        assertNotNull(rules.shared());
        assertEquals(new TaskSetRules(rules.shared(), true, true, QueueError.ABORT_OWN), rules);
        pages.reset();
        assertSame(TaskSetRules.DEFAULT, unit.view().rules());
    }

    @Test
    void shouldHonourTheControlModePageOfBeforeARestartWhileItsHandlerIsAway() {
        byte[] values = new ControlModePage().defaults();
        values[0] = 0;
        device.restore(new SpooledDevice(device.name(), "1", 64, 512, "", Map.of(0x0A00, values), ""));
        assertNotNull(unit.view().rules().shared());
    }

    @Test
    void shouldCloseAServerThatDescribesItselfInAWayThatCannotBe() {
        handler.describesWrongly(true);
        open();
        assertEquals(DeviceState.NOT_READY, device.state());
        assertTrue(device.settled().isDone());
        assertTrue(handler.newest().closed());
        assertSense(initiator.outcome(read()), AdditionalSense.LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE);
        handler.describesWrongly(false);
        device.configure(configuration("2"));
        run();
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldIgnoreWhatAClosedServerSays() {
        open();
        FakeDevice old = handler.newest();
        device.configure(configuration("2"));
        run();
        old.context().notReady(AdditionalSense.MEDIUM_NOT_PRESENT, "late");
        old.context().changed();
        run();
        assertEquals(DeviceState.READY, device.state());
    }

    @Test
    void shouldShowAHungDeviceAndItsRecovery() {
        open();
        handler.newest().manner(Manner.BY_TOKEN);
        read();
        pass(32);
        assertEquals("hung", device.words().state());
        assertEquals(
                "1 commands have not come back from its storage", device.words().reason());
        handler.newest().answer();
        run();
        assertEquals("ready", device.words().state());
    }

    @Test
    void shouldFlushAndCloseWhenItsFileIsDeleted() {
        open();
        device.remove("its configuration file was deleted");
        run();
        assertTrue(handler.newest().closed());
        assertTrue(context.isShutdown());
        assertStatus(initiator.outcome(read()), Status.CHECK_CONDITION);
    }

    @Test
    void shouldCloseWhenItsFileIsDeletedWhileItIsOpened() {
        device.handlerArrived(handler);
        device.remove("its configuration file was deleted");
        run();
        assertTrue(handler.newest().closed());
        assertTrue(context.isShutdown());
    }

    @Test
    void shouldLetItsContextGoWhenItsFileIsDeletedWhileItIsReplaced() {
        open();
        handler.newest().manner(Manner.BY_TOKEN);
        read();
        device.configure(configuration("2"));
        run();
        device.remove("its configuration file was deleted");
        handler.newest().answer();
        run();
        assertTrue(context.isShutdown());
        assertNotNull(context.terminated());
        assertTrue(context.terminated().toCompletableFuture().isDone());
    }
}
