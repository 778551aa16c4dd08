package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.release;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.synchronizeCache;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ModePage;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.primary.ControlModePage;
import org.scst.core.internal.spool.SpooledDevice;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeHandler;
import org.scst.testkit.FakeNexusTransport;

/** What becomes of a device and its commands while its handler is replaced, or the process restarted. */
class DeviceUpdateTest extends OneDevice {
    @Test
    void shouldLetCommandsWaitWhileItsHandlerIsReplaced() {
        open();
        device.handlerLeft(handler);
        run();
        assertEquals(DeviceState.BLOCKED, device.state());
        assertTrue(handler.newest().closed());
        assertEquals(1, handler.newest().flushes());
        long waiting = read();
        assertFalse(initiator.answered(waiting));
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
        FakeHandler next = new FakeHandler(PID, 64);
        device.handlerArrived(next);
        run();
        assertGood(initiator.outcome(waiting));
        assertEquals(List.of("READ(10) 0"), next.newest().processed());
    }

    @Test
    void shouldAnswerBusyAndThenNotReadyWhenItsHandlerDoesNotComeBack() {
        open();
        device.handlerLeft(handler);
        run();
        long waiting = read();
        pass(19);
        assertFalse(initiator.answered(waiting));
        pass(2);
        assertStatus(initiator.outcome(waiting), Status.BUSY);
        assertSense(
                initiator.outcome(read()),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
        assertEquals(DeviceState.HANDLER_ABSENT, device.state());
        device.handlerArrived(handler);
        run();
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldLetNoMoreThanItsShareOfCommandsWait() {
        open();
        device.handlerLeft(handler);
        run();
        List<FakeNexusTransport> initiators = new ArrayList<>();
        List<Long> waiting = new ArrayList<>();
        for (int i = 0; waiting.size() < LogicalUnit.MOST_WAITING; i++) {
            initiators.add(path.initiator("many" + i));
            for (int each = 0; each < 64; each++) {
                waiting.add(initiators.get(i).send(0, synchronizeCache()));
            }
        }
        assertEquals(LogicalUnit.MOST_WAITING, unit.waitingCommands());
        assertStatus(initiator.outcome(read()), Status.BUSY);
        device.handlerArrived(handler);
        run();
        assertEquals(0, unit.waitingCommands());
        for (int i = 0; i < waiting.size(); i++) {
            assertGood(initiators.get(i / 64).outcome(waiting.get(i)));
        }
    }

    @Test
    void shouldForgetAWaitingCommandThatIsAborted() {
        open();
        device.handlerLeft(handler);
        run();
        read();
        assertEquals(1, unit.waitingCommands());
        initiator.lose();
        run();
        assertEquals(0, unit.waitingCommands());
        device.handlerArrived(handler);
        run();
    }

    @Test
    void shouldReserveAndReleaseWhileItsHandlerIsReplaced() {
        open();
        FakeNexusTransport other = path.initiator("b");
        device.handlerLeft(handler);
        run();
        long reserved = initiator.send(0, reserve());
        run();
        assertGood(initiator.outcome(reserved));
        assertStatus(other.outcome(other.send(0, testUnitReady())), Status.RESERVATION_CONFLICT);
        long waiting = initiator.write(0, write10(0, 1), new byte[BLOCK]);
        assertFalse(initiator.answered(waiting));
        device.handlerArrived(handler);
        run();
        assertGood(initiator.outcome(waiting));
        assertStatus(other.outcome(other.read(0, read10(0, 1), BLOCK)), Status.RESERVATION_CONFLICT);
        assertGood(initiator.outcome(initiator.send(0, release())));
    }

    @Test
    void shouldResetItselfWhileItsHandlerIsReplacedAndGoOnWaiting() {
        open();
        FakeNexusTransport other = path.initiator("b");
        device.handlerLeft(handler);
        run();
        long aborted = read();
        TaskManagementRequest reset = other.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, other.response(reset));
        assertEquals(List.of(aborted), initiator.aborted());
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())),
                AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        long waiting = read();
        run();
        assertFalse(initiator.answered(waiting));
        device.handlerArrived(handler);
        run();
        assertGood(initiator.outcome(waiting));
    }

    @Test
    void shouldSurviveTwoUpdatesInARow() {
        open();
        device.handlerLeft(handler);
        FakeHandler second = new FakeHandler(PID, 64);
        device.handlerArrived(second);
        device.handlerLeft(second);
        FakeHandler third = new FakeHandler(PID, 64);
        device.handlerArrived(third);
        long waiting = read();
        run();
        assertTrue(second.opened().isEmpty());
        assertGood(initiator.outcome(waiting));
        assertEquals(List.of("READ(10) 0"), third.newest().processed());
    }

    @Test
    void shouldOpenWithTheNextHandlerWhenItsOwnLeftWhileOpening() {
        device.handlerArrived(handler);
        FakeHandler next = new FakeHandler(PID, 64);
        device.handlerLeft(handler);
        device.handlerArrived(next);
        run();
        assertTrue(handler.newest().closed());
        assertEquals(DeviceState.READY, device.state());
        initiator = path.initiator("a");
        assertGood(initiator.outcome(read()));
        assertEquals(1, next.newest().processed().size());
    }

    @Test
    void shouldWaitForHangingStorageBeforeTheNextHandlerOpensIt() {
        open();
        handler.newest().manner(Manner.BY_TOKEN);
        read();
        device.handlerLeft(handler);
        FakeHandler next = new FakeHandler(PID, 64);
        device.handlerArrived(next);
        run();
        long waiting = read();
        pass(21);
        assertStatus(initiator.outcome(waiting), Status.BUSY);
        assertTrue(
                device.words().reason().contains("has not finished 1 commands"),
                device.words().reason());
        assertSense(initiator.outcome(read()), AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
        pass(12);
        assertTrue(next.opened().isEmpty());
        assertFalse(handler.newest().closed());
        handler.newest().answer();
        run();
        assertTrue(handler.newest().closed());
        assertGood(initiator.outcome(read()));
        assertEquals(1, next.newest().processed().size());
    }

    @Test
    void shouldNotServeAnotherMediumAfterAnUpdateUntilItsFileSaysSo() {
        stand("first");
        open();
        device.handlerLeft(handler);
        run();
        long waiting = initiator.write(0, write10(0, 1), new byte[BLOCK]);
        stand("second");
        device.handlerArrived(handler);
        run();
        assertEquals(DeviceState.NOT_READY, device.state());
        assertStatus(initiator.outcome(waiting), Status.BUSY);
        assertSense(
                initiator.outcome(read()),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED);
        pass(3);
        assertTrue(handler.opened().stream().allMatch(FakeDevice::closed));
        device.configure(configuration("2"));
        run();
        assertSense(initiator.outcome(read()), AdditionalSense.NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED);
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldServeItsMediumAgainWhenThatIsBackAfterAnUpdate() {
        stand("first");
        open();
        device.handlerLeft(handler);
        stand("second");
        device.handlerArrived(handler);
        run();
        assertEquals(DeviceState.NOT_READY, device.state());
        stand("first");
        pass(2);
        assertEquals(DeviceState.READY, device.state());
        assertGood(initiator.outcome(read()));
    }

    private static SpooledDevice spooled(long capacity, byte... page) {
        String inquiry = new FakeDevice(64).characteristics().toString();
        return new SpooledDevice("disk", "1", capacity, BLOCK, inquiry, Map.of(0x0A00, page), "");
    }

    private static byte[] controlPage(int softwareWriteProtect) {
        byte[] values = new ControlModePage().defaults();
        values[2] |= (byte) softwareWriteProtect;
        return values;
    }

    @Test
    void shouldHaveTheModePagesOfBeforeARestart() {
        device.restore(spooled(64, controlPage(0x08)));
        open();
        assertSense(
                initiator.outcome(initiator.write(0, write10(0, 1), new byte[BLOCK])),
                AdditionalSense.LOGICAL_UNIT_SOFTWARE_WRITE_PROTECTED);
        assertGood(initiator.outcome(read()));
        SpooledDevice again = device.spooled();
        assertEquals(64, again.capacity());
        assertEquals(0x08, again.modePages().get(0x0A00)[2] & 0x08);
    }

    @Test
    void shouldTellWhatIsAnotherThanBeforeARestart() {
        device.restore(spooled(32, controlPage(0)));
        initiator = path.initiator("a");
        device.handlerArrived(handler);
        run();
        assertSense(initiator.outcome(read()), AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldTellOfPowerOnWhenAModePageCannotBeRestored() {
        device.restore(spooled(64, new byte[] {1, 2, 3}));
        initiator = path.initiator("a");
        device.handlerArrived(handler);
        run();
        assertSense(initiator.outcome(read()), AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
        assertGood(initiator.outcome(read()));
    }

    @Test
    void shouldKeepNothingOfADeviceThatNobodyHasDescribed() {
        assertNull(device.spooled());
    }

    private void stand(String medium) {
        handler.whileOpening(opening -> {
            try {
                opening.lease(medium).close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void shouldMoveToTheHandlerThatArrivedBeforeTheOtherLeft() {
        open();
        FakeHandler next = new FakeHandler(PID, 64);
        device.handlerArrived(next);
        device.handlerLeft(handler);
        run();
        assertTrue(handler.newest().closed());
        assertEquals(DeviceState.READY, device.state());
        assertGood(initiator.outcome(read()));
        assertEquals(1, next.newest().processed().size());
    }

    @Test
    void shouldSayThatItsHandlerIsAbsentWhenThatLeftDuringOpening() {
        device.handlerArrived(handler);
        device.handlerLeft(handler);
        run();
        assertEquals(DeviceState.HANDLER_ABSENT, device.state());
        assertTrue(device.settled().isDone());
        assertTrue(handler.newest().closed());
    }

    @Test
    void shouldHandWhatItsServerRememberedToTheNextOneUnlessItsFileHasChanged() {
        open();
        assertEquals("", handler.newest().context().remembered());
        handler.newest().context().remember("stopped");
        device.handlerLeft(handler);
        run();
        assertEquals("stopped", device.spooled().remembered());
        FakeHandler next = new FakeHandler(PID, 64);
        device.handlerArrived(next);
        run();
        assertEquals("stopped", next.newest().context().remembered());

        device.configure(configuration("2"));
        run();
        assertEquals("", next.newest().context().remembered());
    }

    /** One byte that initiators may change. */
    private static final ModePage VENDOR_PAGE = new ModePage() {
        @Override
        public int pageCode() {
            return 0x20;
        }

        @Override
        public byte[] defaults() {
            return new byte[] {1};
        }

        @Override
        public byte[] changeable() {
            return new byte[] {-1};
        }
    };

    private static FakeHandler withVendorPage(FakeHandler handler) {
        return handler.making(server -> server.modePages(VENDOR_PAGE));
    }

    private static List<Integer> told(FakeHandler handler) {
        return handler.newest().modesTold().stream()
                .map(values -> (int) values[0])
                .toList();
    }

    @Test
    void shouldTellModePagesToNoServerThatIsOnItsWayOut() {
        withVendorPage(handler);
        open();
        assertEquals(List.of(1), told(handler));
        device.handlerLeft(handler);
        run();
        byte[] list = {0, 0, 0, 0, 0x20, 1, 7};
        long select = initiator.write(0, new byte[] {0x15, 0x10, 0, 0, (byte) list.length, 0}, list);
        run();
        assertGood(initiator.outcome(select));
        FakeHandler next = withVendorPage(new FakeHandler(PID, 64));
        device.handlerArrived(next);
        run();
        assertEquals(List.of(1), told(handler));
        assertEquals(List.of(7), told(next));

        device.handlerLeft(next);
        run();
        TaskManagementRequest reset = initiator.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, 0, 0);
        run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(reset));
        FakeHandler third = withVendorPage(new FakeHandler(PID, 64));
        device.handlerArrived(third);
        run();
        assertEquals(List.of(7), told(next));
        assertEquals(List.of(1), told(third));
    }

    @Test
    void shouldAnswerBusyToWhatNobodyHasParsedWhenItsHandlerDoesNotComeBack() {
        open();
        device.handlerLeft(handler);
        run();
        handler.newest().whileParsing(() -> {
            throw new NoClassDefFoundError("gone with its revision");
        });
        long waiting = read();
        pass(19);
        assertFalse(initiator.answered(waiting));
        pass(2);
        assertStatus(initiator.outcome(waiting), Status.BUSY);
        assertSense(
                initiator.outcome(read()),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY);
        assertEquals(0, unit.waitingCommands());
    }

    @Test
    void shouldTellTheNextServerOfAFailedFlush() {
        open();
        handler.newest().context().latchWriteError("as asked");
        device.handlerLeft(handler);
        run();
        FakeHandler next = new FakeHandler(PID, 64);
        device.handlerArrived(next);
        run();
        assertEquals("as asked", next.newest().context().latchedWriteError());
        device.writeErrorCleared();
        run();
        assertNull(next.newest().context().latchedWriteError());
    }
}
