package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.inventory.Platform.GROUP;
import static org.scst.core.internal.inventory.Platform.TARGET;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.ItlNexusSnapshot;
import org.scst.core.admin.NexusSnapshot;
import org.scst.core.admin.TargetSnapshot;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeDevice.Manner;
import org.scst.testkit.FakeNexusTransport;

class SnapshotsTest {
    @TempDir
    private Path state;

    private Platform platform;
    private Snapshots snapshots;

    @BeforeEach
    void serveOneDisk() throws IOException {
        platform = new Platform(state).serving();
        snapshots = platform.snapshots;
    }

    @Test
    void shouldShowADeviceWithItsSizeIdentityAndMappings() {
        platform.file(GROUP, "esx", Map.of("target", "san", "initiators", "vm*", "lun.7", "disk1 read_only"));
        platform.apply();
        DeviceSnapshot disk = snapshots.devices().getFirst();
        assertEquals("ready", disk.state());
        assertEquals(64L * FakeDevice.BLOCK, disk.bytes());
        assertEquals(List.of("iqn.a lun 0", "iqn.a/esx lun 7"), disk.mappings());
        assertEquals(16, disk.naa().length());
        assertTrue(disk.naa().endsWith(disk.serialNumber()));
    }

    @Test
    void shouldShowALunWhoseDeviceIsMissing() {
        platform.file(TARGET, "san", Map.of("name", "iqn.a", "lun.2", "nowhere"));
        platform.apply();
        TargetSnapshot target = snapshots.targets().getFirst();
        TargetSnapshot.LunSnapshot lun = target.groups().getFirst().luns().getFirst();
        assertEquals("fake", target.driver());
        assertEquals("san", target.id());
        assertEquals(2, lun.lun());
        assertEquals("missing", lun.state());
    }

    @Test
    void shouldCountWhatANexusAndItsDeviceHaveDone() {
        FakeNexusTransport initiator = platform.initiator("a");
        initiator.send(0, testUnitReady());
        initiator.read(0, read10(0, 2), 2 * FakeDevice.BLOCK);
        platform.run();
        NexusSnapshot nexus = snapshots.nexuses().getFirst();
        assertEquals("live", nexus.state());
        assertEquals(2, nexus.statistics().commands());
        assertEquals(1, nexus.statistics().checkConditions(), "its first unit attention");
        assertEquals(1, nexus.statistics().reads());
        initiator.lose();
        platform.run();
        assertEquals(List.of(), snapshots.nexuses());
        assertEquals(
                2L * FakeDevice.BLOCK,
                snapshots.devices().getFirst().statistics().readBytes(),
                "a device remembers nexuses that are gone");
    }

    @Test
    void shouldCountWhatEachNexusHasDoneAtEachDevice() {
        platform.file(Platform.DISK, "disk2", Map.of())
                .file(TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1", "lun.5", "disk2"));
        platform.apply();
        FakeNexusTransport one = platform.initiator("a");
        FakeNexusTransport other = platform.initiator("b");
        one.send(0, testUnitReady());
        one.read(0, read10(0, 2), 2 * FakeDevice.BLOCK);
        one.send(5, testUnitReady());
        other.send(0, testUnitReady());
        platform.run();
        assertEquals(3, snapshots.itlNexuses("", "").size());
        assertEquals(2, snapshots.itlNexuses("disk1", "").size());
        String id = snapshots.nexuses().getFirst().id();
        List<ItlNexusSnapshot> ofOne = snapshots.itlNexuses("", id);
        assertEquals(List.of(0, 5), ofOne.stream().map(ItlNexusSnapshot::lun).toList());
        assertEquals(
                List.of("disk1", "disk2"),
                ofOne.stream().map(ItlNexusSnapshot::device).toList());
        assertEquals(2, ofOne.getFirst().statistics().commands());
        assertEquals(2L * FakeDevice.BLOCK, ofOne.getFirst().statistics().readBytes());
        assertEquals(1, ofOne.getLast().statistics().commands());
        assertEquals("a", ofOne.getFirst().initiator());
        assertEquals("iqn.a", ofOne.getFirst().target());
        assertEquals(List.of(), snapshots.itlNexuses("disk2", "nobody"));
    }

    @Test
    void shouldListCommandsInFlightByStateAndDevice() {
        FakeNexusTransport initiator = new FakeNexusTransport().open(platform.driver.port("iqn.a"), "a", Runnable::run);
        initiator.send(0, testUnitReady());
        platform.handler.newest().manner(Manner.BY_TOKEN);
        initiator.read(0, read10(0, 2), 2 * FakeDevice.BLOCK);
        List<CommandSnapshot> commands = snapshots.commands();
        assertEquals(1, commands.size());
        assertEquals("READ(10)", commands.getFirst().command());
        assertEquals("processing", commands.getFirst().state());
        assertEquals("disk1", commands.getFirst().device());
        assertEquals(snapshots.nexuses().getFirst().id(), commands.getFirst().nexus());
        platform.handler.newest().answer();
        assertEquals(List.of(), snapshots.commands());
    }

    @Test
    void shouldCloseALiveNexusByItsDriverAndAParkedOneItself() {
        FakeNexusTransport initiator = platform.initiator("a");
        String id = snapshots.nexuses().getFirst().id();
        snapshots.ofNexus(id, nexus -> nexus.close("as asked"));
        platform.run();
        assertEquals(List.of("as asked"), initiator.closeReasons());
        platform.midLayer.driverLeft(platform.driver);
        platform.run();
        assertEquals("parked", snapshots.nexuses().getFirst().state());
        snapshots.ofNexus(id, nexus -> nexus.close("as asked"));
        platform.run();
        assertEquals(List.of(), snapshots.nexuses());
        assertTrue(snapshots
                .ofNexus(id, nexus -> nexus.close("once more"))
                .toCompletableFuture()
                .isCompletedExceptionally());
    }

    @Test
    void shouldShowTheGateTheGenerationAndWhatCouldNotBeApplied() {
        assertTrue(snapshots.platform().gateOpen());
        assertEquals(1, snapshots.platform().generation());
        assertEquals(List.of(), snapshots.platform().problems());
        platform.file(TARGET, "san", Map.of("name", "iqn.a", "lun.x", "disk1"));
        platform.apply();
        assertEquals(2, snapshots.platform().generation());
        assertEquals("lun.x", snapshots.platform().problems().getFirst().key());
        assertFalse(snapshots.platform().counters().isEmpty());
    }

    @Test
    void shouldRefuseToClearTheWriteErrorOfADeviceThatIsNotThere() {
        CompletableFuture<Void> cleared = snapshots.clearWriteError("nowhere").toCompletableFuture();
        platform.run();
        assertTrue(cleared.isCompletedExceptionally());
    }
}
