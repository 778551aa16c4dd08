package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.EventTopics;
import org.scst.core.device.CommandSet;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.internal.event.PostedEvents;
import org.scst.core.internal.execution.HandContext;
import org.scst.core.internal.fence.Fence;
import org.scst.core.internal.lease.Leases;
import org.scst.core.internal.logicalunit.CommandTable;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.internal.nexus.CommandPath;
import org.scst.core.internal.primary.ControlModePage;
import org.scst.core.internal.primary.DeviceFacts;
import org.scst.core.internal.primary.ModePages;
import org.scst.core.internal.primary.PrimaryCommandSet;
import org.scst.core.internal.spool.SpooledDevice;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeHandler;
import org.scst.testkit.FakeNexusTransport;

class DeviceTest {
    private static final String PID = "org.scst.fake";
    private static final int BLOCK = FakeDevice.BLOCK;

    private final HandContext context = new HandContext();
    private final FakeHandler handler = new FakeHandler(PID, 64);
    private final PostedEvents posted = new PostedEvents();
    private CommandPath path;
    private LogicalUnit unit;
    private Device device;
    private FakeNexusTransport initiator;

    @BeforeEach
    void configureOneDevice() {
        path = new CommandPath();
        DeviceConfiguration.Identity identity = new DeviceConfiguration.Identity("1", 1, "1-disk");
        DeviceFacts facts = new DeviceFacts(
                identity,
                new DeviceCharacteristics(
                        PeripheralDeviceType.DIRECT_ACCESS_BLOCK, false, "SCST", "disk", "0", List.of(), false),
                new ModePages(List.of(new ControlModePage()), null, (page, values) -> {}));
        CommandTable table = new CommandTable(CommandSet.builder().build(), PrimaryCommandSet.of(facts));
        unit = new LogicalUnit(
                "disk",
                new Fence(),
                path.total,
                context,
                new LogicalUnitView(table, Device.BECOMING_READY, null, 512, 0, null, 64));
        facts.logicalUnit(unit);
        device = new Device(
                PID,
                configuration("1"),
                unit,
                facts,
                new DeviceThreads(path.control, context),
                new Leasing(new Leases(), new LongAdder()),
                posted.taken(path.control, path.clock),
                () -> 90);
        path.map(0, unit);
    }

    @AfterEach
    void proveEverythingGivenBack() {
        run();
        path.close();
        assertEquals(0, unit.fence().inside());
    }

    private static DeviceConfiguration configuration(String file) {
        return new DeviceConfiguration(
                "disk", Map.of("file", file), new DeviceConfiguration.Identity("1", 1, "1-disk"));
    }

    private void run() {
        do {
            path.run();
        } while (context.run() > 0);
    }

    private void pass(long seconds) {
        for (long i = 0; i < seconds; i++) {
            path.pass(Duration.ofSeconds(1));
            run();
        }
    }

    private void open() {
        device.handlerArrived(handler);
        run();
        initiator = path.initiator("a");
        initiator.send(0, testUnitReady());
        run();
    }

    private long read() {
        return initiator.read(0, read10(0, 1), BLOCK);
    }

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
        assertEquals("no such file", device.reason());
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
        assertTrue(device.reason().contains("has not finished 1 commands"), device.reason());
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
    void shouldKeepTheSenseThatWasGivenWhileOpening() {
        handler.whileOpening(opening -> opening.notReady(AdditionalSense.MEDIUM_NOT_PRESENT, "no medium"));
        open();
        assertEquals("no medium", device.reason());
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
        assertEquals("hung", device.stateWords());
        assertEquals("1 commands have not come back from its storage", device.reason());
        handler.newest().answer();
        run();
        assertEquals("ready", device.stateWords());
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

    @Test
    void shouldTellOfStorageThatIsLostAndFound() {
        open();
        handler.newest()
                .context()
                .notReady(AdditionalSense.LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED, "the file is gone");
        run();
        handler.newest().context().ready();
        run();
        assertEquals(
                List.of(
                        EventTopics.DEVICE_READY,
                        EventTopics.STORAGE_LOST,
                        EventTopics.DEVICE_NOT_READY,
                        EventTopics.STORAGE_FOUND,
                        EventTopics.DEVICE_READY),
                posted.topics());
        assertEquals("the file is gone", posted.last(EventKind.STORAGE_LOST).get("cause"));
        assertEquals("disk", posted.last(EventKind.STORAGE_FOUND).get("device"));
    }

    @Test
    void shouldNotCallAStoppedMediumLost() {
        open();
        handler.newest()
                .context()
                .notReady(AdditionalSense.LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED, "stopped");
        run();
        assertEquals(List.of(EventTopics.DEVICE_READY, EventTopics.DEVICE_NOT_READY), posted.topics());
    }

    @Test
    void shouldTellOnceThatItCannotBeOpened() {
        handler.failure(new IOException("no such file"));
        open();
        pass(5);
        assertEquals(List.of(EventTopics.DEVICE_NOT_READY), posted.topics());
        assertEquals("no such file", posted.last(EventKind.DEVICE_NOT_READY).get("cause"));
    }

    @Test
    void shouldTellOfAHungStorageAndItsReturn() {
        open();
        handler.newest().manner(FakeDevice.Manner.BY_TOKEN);
        read();
        pass(32);
        assertEquals(1, posted.count(EventKind.DEVICE_HUNG));
        assertEquals(1L, posted.last(EventKind.DEVICE_HUNG).get("commands"));
        handler.newest().answer();
        run();
        assertEquals(1, posted.count(EventKind.DEVICE_RECOVERED));
    }

    @Test
    void shouldTellOfALatchedAndAClearedWriteError() {
        open();
        handler.newest().context().latchWriteError("Input/output error");
        device.writeErrorCleared();
        run();
        assertEquals(
                "Input/output error", posted.last(EventKind.WRITE_ERROR_LATCHED).get("cause"));
        assertEquals(1, posted.count(EventKind.WRITE_ERROR_CLEARED));
    }

    @Test
    void shouldTellOfAFullMediumOnceAMinute() {
        open();
        handler.newest().outcome(Outcome.SPACE_ALLOCATION_FAILED);
        read();
        read();
        run();
        assertEquals(1, posted.count(EventKind.MEDIUM_FULL));
        assertEquals("a", posted.last(EventKind.MEDIUM_FULL).get("initiator"));
        pass(61);
        read();
        run();
        assertEquals(2, posted.count(EventKind.MEDIUM_FULL));
    }

    @Test
    void shouldTellWhenTheSpaceBehindItGetsLowAndWhenItIsNoLonger() {
        open();
        handler.newest().context().space(99, 1000);
        run();
        assertTrue(device.spaceLow());
        assertEquals(99L, posted.last(EventKind.SPACE_LOW).get("available"));
        assertEquals(90L, posted.last(EventKind.SPACE_LOW).get("threshold"));
        handler.newest().context().space(500, 1000);
        run();
        assertFalse(device.spaceLow());
        assertEquals(1, posted.count(EventKind.SPACE_SUFFICIENT));
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
