package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scst.core.admin.Problem;
import org.scst.core.internal.event.PostedEvents;
import org.scst.core.internal.lease.Leases;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.lunmap.LunMap;
import org.scst.core.internal.nexus.CommandPath;
import org.scst.core.internal.reservation.ReservationFolder;
import org.scst.core.scsi.AdditionalSense;
import org.scst.testkit.FakeHandler;
import org.scst.testkit.ScsiAssertions;

/** Generations of files, applied to the inventory and to the targets; no handler and no driver is there. */
class GenerationTest {
    private static final String DISK = "org.scst.vdisk";
    private static final String TARGET = "org.scst.iscsi.target";
    private static final String GROUP = "org.scst.core.group";

    @TempDir
    Path state;

    private final PostedEvents posted = new PostedEvents();
    private Devices devices;
    private Targets targets;

    @BeforeEach
    void emptyInventory() throws IOException {
        CommandPath path = new CommandPath();
        Identities identities = new Identities(state);
        devices = new Devices(
                path.control,
                identities,
                new WriteErrors(state),
                new ReservationFolder(state, path.control),
                path.total,
                DeviceContexts.ofThreads(),
                new Leasing(new Leases(), new LongAdder(), new DurableStates(state)),
                CoreSettings.of(Map.of()),
                posted.taken(path.control, path.clock));
        targets = new Targets(identities, path.registry, path.environment);
    }

    private List<Problem> apply(FakeConfigurationAdmin files) throws IOException {
        ConfiguredObjects objects = ConfiguredObjects.read(files.admin());
        List<Problem> problems = new java.util.ArrayList<>(devices.apply(objects));
        problems.addAll(targets.apply(objects, devices::logicalUnit));
        devices.removeGone(objects);
        return problems;
    }

    private static FakeConfigurationAdmin files() {
        return new FakeConfigurationAdmin();
    }

    private LunMap map(String target) {
        return targets.all().get(target).port().maps().own().map();
    }

    @Test
    void shouldMapADeviceThatHasNoHandler() throws IOException {
        assertTrue(apply(files().factory(DISK, "disk1", Map.of())
                        .factory(TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1", "lun.7", "disk1 read_only")))
                .isEmpty());
        assertSame(
                devices.all().get("disk1").logicalUnit(), map("iqn.a").find(0).logicalUnit());
        assertTrue(map("iqn.a").find(7).readOnly());
        assertEquals(DeviceState.HANDLER_ABSENT, devices.all().get("disk1").state());
    }

    @Test
    void shouldMapALunWhoseDeviceIsMissingAndKeepItsLogicalUnitWhenTheFileComes() throws IOException {
        FakeConfigurationAdmin target = files().factory(TARGET, "san", Map.of("lun.0", "later"));
        apply(target);
        LogicalUnit promised = map("san").find(0).logicalUnit();
        ScsiAssertions.assertSense(
                promised.view().notReady(), AdditionalSense.LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE);
        LunMap before = map("san");
        apply(target.factory(DISK, "later", Map.of()));
        assertSame(promised, devices.all().get("later").logicalUnit());
        assertSame(before, map("san"));
    }

    @Test
    void shouldChangeNothingForTheSameFiles() throws IOException {
        FakeConfigurationAdmin files = files().factory(DISK, "disk1", Map.of())
                .factory(TARGET, "san", Map.of("lun.0", "disk1"))
                .factory(GROUP, "esx", Map.of("target", "san", "initiators", "a, b*", "lun.0", "disk1"));
        apply(files);
        LunMap own = map("san");
        var groups = targets.all().get("san").port().maps().groups();
        LunMap grouped = groups.getFirst().map();
        apply(files);
        assertSame(own, map("san"));
        assertSame(groups, targets.all().get("san").port().maps().groups());
        assertSame(grouped, groups.getFirst().map());
        assertEquals(List.of("a", "b*"), groups.getFirst().patterns());
    }

    @Test
    void shouldKeepALunOfADeletedDeviceMapped() throws IOException {
        apply(files().factory(DISK, "disk1", Map.of()).factory(TARGET, "san", Map.of("lun.0", "disk1")));
        Device removed = devices.all().get("disk1");
        FakeConfigurationAdmin without = files().factory(TARGET, "san", Map.of("lun.0", "disk1"));
        apply(without);
        assertEquals(DeviceState.CLOSED, removed.state());
        assertTrue(devices.all().isEmpty());
        assertEquals("disk1", map("san").find(0).logicalUnit().name());
        apply(without.factory(DISK, "disk1", Map.of()));
        assertNotSame(removed, devices.all().get("disk1"));
        assertSame(devices.all().get("disk1").logicalUnit(), map("san").find(0).logicalUnit());
    }

    @Test
    void shouldKeepTheIdentityOfADeviceThatComesBack() throws IOException {
        FakeConfigurationAdmin files = files().factory(DISK, "disk1", Map.of());
        apply(files);
        var identity = devices.all().get("disk1").facts().identity();
        apply(files());
        apply(files);
        assertEquals(identity, devices.all().get("disk1").facts().identity());
    }

    @Test
    void shouldReportWhatCannotHoldAndApplyTheRest() throws IOException {
        List<Problem> problems = apply(files().factory(DISK, "disk1", Map.of())
                .factory("org.scst.passthru", "disk1", Map.of())
                .factory(
                        TARGET,
                        "one",
                        Map.of("name", "iqn.a", "lun.0", "disk1", "lun.x", "disk1", "lun.16384", "disk1"))
                .factory(TARGET, "two", Map.of("name", "iqn.a"))
                .factory(TARGET, "three", Map.of("lun.1", "disk1 writable"))
                .factory(GROUP, "lost", Map.of("target", "nowhere")));
        assertEquals(6, problems.size(), problems::toString);
        assertEquals(1, map("iqn.a").size());
        assertEquals(0, map("three").size());
        problems.forEach(problem -> assertTrue(!problem.cure().isEmpty()));
    }

    @Test
    void shouldFindAGroupsTargetByItsFilesName() throws IOException {
        assertTrue(apply(files().factory(DISK, "disk1", Map.of())
                        .factory(TARGET, "san", Map.of("name", "iqn.a"))
                        .factory(GROUP, "g", Map.of("target", "san", "initiators", "x", "lun.3", "disk1")))
                .isEmpty());
        var maps = targets.all().get("iqn.a").port().maps();
        assertEquals("disk1", maps.groupFor("x").map().find(3).logicalUnit().name());
        assertEquals(0, maps.groupFor("y").map().size());
    }

    @Test
    void shouldKeepTheRelativePortIdentifierOfATarget() throws IOException {
        apply(files().factory(TARGET, "b", Map.of()).factory(TARGET, "a", Map.of()));
        int identifier = targets.all().get("a").port().relativePortIdentifier();
        apply(files());
        assertTrue(targets.all().isEmpty());
        apply(files().factory(TARGET, "c", Map.of()).factory(TARGET, "a", Map.of()));
        assertEquals(identifier, targets.all().get("a").port().relativePortIdentifier());
    }

    @Test
    void shouldReplaceADeviceWhoseNameAnotherHandlersFileHasTaken() throws IOException {
        apply(files().factory(DISK, "a", Map.of()).factory(TARGET, "san", Map.of("lun.0", "a")));
        Device before = devices.all().get("a");
        apply(files().factory("org.scst.passthru", "a", Map.of()).factory(TARGET, "san", Map.of("lun.0", "a")));
        assertEquals(DeviceState.CLOSED, before.state());
        assertEquals("org.scst.passthru", devices.all().get("a").pid());
        assertSame(devices.all().get("a").logicalUnit(), map("san").find(0).logicalUnit());
    }

    @Test
    void shouldKnowWhenEveryDeviceHasItsHandler() throws IOException {
        assertTrue(devices.handlersPresent().isDone());
        apply(files().factory(DISK, "disk1", Map.of()).factory("org.scst.passthru", "tape", Map.of()));
        CompletableFuture<Void> present = devices.handlersPresent();
        devices.arrived(new FakeHandler(DISK, 64));
        assertFalse(present.isDone());
        devices.arrived(new FakeHandler("org.scst.passthru", 64));
        assertTrue(present.isDone());
        assertFalse(devices.settled().isDone(), "they are being opened");
    }
}
