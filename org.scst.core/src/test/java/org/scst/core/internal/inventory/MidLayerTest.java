package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.inventory.Platform.DISK;
import static org.scst.core.internal.inventory.Platform.GROUP;
import static org.scst.core.internal.inventory.Platform.TARGET;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.admin.GenerationReport;
import org.scst.core.admin.Problem;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeHandler;
import org.scst.testkit.FakeNexusTransport;

class MidLayerTest {
    @TempDir
    private Path state;

    private Platform platform;

    @BeforeEach
    void startEmpty() throws IOException {
        platform = new Platform(state);
    }

    @Test
    void shouldOpenDevicesWithTheHandlerThatCameLastWhenTheOtherLeaves() {
        platform.serving();
        FakeHandler next = new FakeHandler(DISK, 64);
        platform.midLayer.handlerArrived(next);
        platform.run();
        assertEquals(List.of(), next.opened(), "the first has them open");
        platform.midLayer.handlerLeft(platform.handler);
        platform.run();
        assertEquals(1, next.opened().size());
    }

    @Test
    void shouldGoBackToTheFirstHandlerWhenTheOneThatCameLastLeaves() {
        platform.serving();
        FakeHandler next = new FakeHandler(DISK, 64);
        platform.midLayer.handlerArrived(next);
        platform.midLayer.handlerLeft(next);
        platform.run();
        platform.file(DISK, "disk2", Map.of()).apply();
        assertEquals(2, platform.handler.opened().size());
        assertEquals(List.of(), next.opened());
    }

    @Test
    void shouldOpenTheGateWhenTheFirstGenerationIsSettled() {
        platform.midLayer.driverArrived(platform.driver);
        platform.midLayer.handlerArrived(platform.handler);
        assertFalse(platform.midLayer.gate().isOpen());
        platform.file(DISK, "disk1", Map.of()).file(TARGET, "san", Map.of("lun.0", "disk1"));
        GenerationReport report = platform.apply();
        assertEquals(List.of(), report.problems());
        assertTrue(platform.midLayer.gate().isOpen());
        assertEquals(1, platform.midLayer.generation());
    }

    @Test
    void shouldKeepTheGateShutWhileADriverIsLate() {
        platform.file(TARGET, "san", Map.of("name", "iqn.a"));
        assertNull(platform.apply());
        assertFalse(platform.midLayer.gate().isOpen());
        platform.midLayer.driverArrived(platform.driver);
        platform.run();
        assertTrue(platform.midLayer.gate().isOpen());
    }

    @Test
    void shouldNotWaitForEverForADriver() {
        platform.file(TARGET, "san", Map.of("name", "iqn.a"));
        platform.apply();
        platform.pass(Duration.ofSeconds(5));
        assertTrue(platform.midLayer.gate().isOpen());
    }

    @Test
    void shouldServeALunAsSoonAsItsHandlerAndItsFileAreThereInWhateverOrder() {
        platform.midLayer.driverArrived(platform.driver);
        platform.file(TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1"));
        assertEquals(1, platform.apply().problems().size());
        FakeNexusTransport initiator = platform.initiator("a");
        initiator.send(0, testUnitReady());
        assertSense(
                initiator.outcome(initiator.send(0, testUnitReady())),
                AdditionalSense.LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE);
        platform.file(DISK, "disk1", Map.of());
        assertEquals(List.of(), platform.apply().problems());
        platform.handlerComes();
        initiator.send(0, testUnitReady());
        initiator.send(0, testUnitReady());
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
    }

    @Test
    void shouldReportALunThatNamesNoDeviceInTheTargetsFileAndInAGroups() {
        platform.midLayer.driverArrived(platform.driver);
        platform.file(TARGET, "san", Map.of("lun.0", "x"))
                .file(GROUP, "esx", Map.of("target", "san", "initiators", "vm*", "lun.1", "y"));
        List<Problem> problems = platform.apply().problems();
        assertEquals(List.of(TARGET, GROUP), problems.stream().map(Problem::pid).toList());
        assertEquals(
                List.of("lun.0", "lun.1"), problems.stream().map(Problem::key).toList());
    }

    @Test
    void shouldApplyTheLimitsOfItsFileToDevicesThatAreMadeFromThenOn() {
        platform.serving();
        assertEquals(1L << 30, platform.midLayer.total().limit());
        platform.setting("scst_max_cmd_mem", "64");
        platform.apply();
        assertEquals(64L << 20, platform.midLayer.total().limit());
    }

    @Test
    void shouldCancelAGenerationThatTheStopOvertakes() {
        platform.serving();
        CompletableFuture<GenerationReport> overtaken =
                platform.midLayer.apply(2).toCompletableFuture();
        platform.midLayer.stop(false);
        platform.run();
        CompletableFuture<GenerationReport> late = platform.midLayer.apply(3).toCompletableFuture();
        platform.run();
        assertTrue(overtaken.isCancelled());
        assertTrue(late.isCancelled());
        assertEquals(1, platform.midLayer.generation());
    }

    @Test
    void shouldTakeItQuietlyWhenHandlersAndDriversLeaveAfterTheStop() {
        platform.serving();
        CompletableFuture<Void> stopped = platform.midLayer.stop(false).toCompletableFuture();
        platform.run();
        assertTrue(stopped.isDone());
        assertTrue(platform.midLayer.control().isShutdown());
        platform.midLayer.handlerLeft(platform.handler);
        platform.midLayer.driverLeft(platform.driver);
    }

    @Test
    void shouldNotAnswerLoginsWhenItIsStoppedBeforeItsFirstGenerationHasSettled() {
        platform.file(TARGET, "san", Map.of("name", "iqn.a"));
        CompletableFuture<GenerationReport> waiting = platform.midLayer.apply(1).toCompletableFuture();
        platform.run();
        platform.midLayer.stop(false);
        platform.pass(Duration.ofSeconds(5));
        assertTrue(waiting.isCancelled());
        assertFalse(platform.midLayer.gate().isOpen());
    }

    @Test
    void shouldLeaveVolatileStateToTheNextStartWhenItIsStoppedBeforeItsFirstGeneration() throws IOException {
        platform.serving();
        platform.midLayer.stop(false);
        platform.run();
        String kept = Files.readString(state.resolve("volatile"));
        assertTrue(kept.contains("disk1"), kept);

        platform = new Platform(state);
        platform.midLayer.apply(1);
        platform.midLayer.stop(false);
        platform.run();
        assertEquals(kept, Files.readString(state.resolve("volatile")));
    }

    @Test
    void shouldCloseItsDevicesAtTheStopEvenWhenADriverHangs() {
        platform.serving();
        platform.driver.stopsAtOnce(false);
        CompletableFuture<Void> stopped = platform.midLayer.stop(false).toCompletableFuture();
        platform.run();
        assertFalse(platform.handler.newest().closed());
        platform.pass(Duration.ofSeconds(5));
        assertTrue(platform.handler.newest().closed());
        assertTrue(stopped.isDone());
    }

    @Test
    void shouldServeUntilItsDriversHaveLeftThoughHandlersLeaveBefore() {
        platform.serving();
        FakeNexusTransport initiator = platform.initiator("a");
        initiator.send(0, testUnitReady());
        platform.driver.stopsAtOnce(false);
        CompletableFuture<Void> stopped = platform.midLayer.stop(true).toCompletableFuture();
        platform.midLayer.handlerLeft(platform.handler);
        platform.run();
        assertGood(initiator.outcome(initiator.send(0, testUnitReady())));
        assertFalse(platform.handler.newest().closed());
        platform.pass(Duration.ofSeconds(5));
        assertTrue(platform.handler.newest().closed());
        assertTrue(stopped.isDone());
    }

    @Test
    void shouldEndTheStopInTimeWhenStorageHangs() {
        platform.serving();
        FakeNexusTransport initiator = platform.initiator("a");
        initiator.send(0, testUnitReady());
        platform.handler.newest().manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 1), FakeDevice.BLOCK);
        CompletableFuture<Void> stopped = platform.midLayer.stop(false).toCompletableFuture();
        platform.run();
        assertFalse(stopped.isDone());
        platform.pass(Duration.ofSeconds(10));
        assertTrue(stopped.isDone());
    }

    @Test
    void shouldClearAWriteErrorOnlyOfADeviceThatIsThere() {
        platform.serving();
        platform.handler.newest().context().latchWriteError("as asked");
        assertNotNull(platform.midLayer
                .devices()
                .all()
                .get("disk1")
                .logicalUnit()
                .view()
                .writeRefused());
        assertTrue(platform.midLayer.clearWriteError("disk1"));
        assertNull(platform.midLayer
                .devices()
                .all()
                .get("disk1")
                .logicalUnit()
                .view()
                .writeRefused());
        assertFalse(platform.midLayer.clearWriteError("disk2"));
    }

    @Test
    void shouldGoOnAfterADefectOnTheControlThread() {
        platform.serving();
        platform.midLayer.driverLeft(null);
        platform.run();
        assertEquals(List.of(), platform.apply().problems());
    }

    private FakeDevice next() throws IOException {
        platform = new Platform(state);
        platform.serving();
        return platform.handler.newest();
    }

    /** Of MODE SENSE(6). */
    private int deviceSpecificParameter() {
        FakeNexusTransport initiator = platform.initiator("c");
        initiator.send(0, testUnitReady());
        long command = initiator.read(0, new byte[] {0x1A, 0, 0x0A, 0, 32, 0}, 32);
        platform.run();
        return initiator.ending(command).data()[2];
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 32"})
    void shouldHaveTheTaskSetTypeOfTheDevicesFileByDefault(String tst, int expected) {
        platform.serving();
        platform.file(Platform.DISK, "disk1", Map.of("tst", tst)).apply();
        FakeNexusTransport initiator = platform.initiator("c");
        initiator.send(0, testUnitReady());
        for (int control : new int[] {0x00, 0x80}) {
            long command = initiator.read(0, new byte[] {0x1A, 8, (byte) (control | 0x0A), 0, 32, 0}, 32);
            platform.run();
            assertEquals(expected, initiator.ending(command).data()[4 + 2] & 0xE0);
        }
    }

    private Outcome write() {
        FakeNexusTransport initiator = platform.initiator("b");
        initiator.send(0, testUnitReady());
        long command = initiator.write(0, write10(0, 1), new byte[FakeDevice.BLOCK]);
        platform.run();
        return initiator.outcome(command);
    }

    @Test
    void shouldRefuseWritesAfterARestartUntilAFailedFlushIsCleared() throws IOException {
        platform.serving();
        platform.handler.newest().context().latchWriteError("a flush failed,\nas asked");
        platform.run();

        assertEquals("a flush failed, as asked", next().context().latchedWriteError());
        assertSense(write(), SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
        assertEquals(0, deviceSpecificParameter() & 0x80, "that is no write protection");
        assertTrue(platform.snapshots.devices().getFirst().writeErrorLatched());
        assertTrue(platform.midLayer.clearWriteError("disk1"));
        platform.run();
        assertGood(write());

        assertNull(next().context().latchedWriteError());
        assertGood(write());
    }

    @Test
    void shouldTellNexusesOfAGenerationThatMapsAnotherLogicalUnit() {
        platform.serving();
        FakeNexusTransport initiator = platform.initiator("a");
        initiator.send(0, testUnitReady());
        platform.file(DISK, "disk2", Map.of());
        platform.apply();
        assertEquals(List.of(), initiator.events());
        platform.file(TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1", "lun.1", "disk2"));
        platform.apply();
        assertEquals(
                AdditionalSense.REPORTED_LUNS_DATA_HAS_CHANGED,
                initiator.events().getFirst().additional());
        platform.apply();
        assertEquals(1, initiator.events().size());
    }
}
