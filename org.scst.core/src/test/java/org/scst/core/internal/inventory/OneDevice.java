package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.scst.core.device.CommandSet;
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
import org.scst.core.internal.primary.SavedModePages;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.testkit.FakeDevice;
import org.scst.testkit.FakeHandler;
import org.scst.testkit.FakeNexusTransport;

/** A configured device of a fake handler at LUN 0, and an initiator, on a clock by hand. */
abstract class OneDevice {
    static final String PID = "org.scst.fake";
    static final int BLOCK = FakeDevice.BLOCK;

    final HandContext context = new HandContext();
    final FakeHandler handler = new FakeHandler(PID, 64);
    final PostedEvents posted = new PostedEvents();
    CommandPath path;
    LogicalUnit unit;
    Device device;
    FakeNexusTransport initiator;

    @BeforeEach
    void configureOneDevice() {
        path = new CommandPath();
        DeviceConfiguration.Identity identity = new DeviceConfiguration.Identity("1", 1, "1-disk");
        DeviceFacts facts = new DeviceFacts(
                identity,
                new DeviceCharacteristics(
                        PeripheralDeviceType.DIRECT_ACCESS_BLOCK, false, "SCST", "disk", "0", List.of(), false),
                new ModePages(List.of(new ControlModePage()), SavedModePages.nowhere(), (page, values) -> {}));
        CommandTable table = new CommandTable(CommandSet.builder().build(), PrimaryCommandSet.of(facts));
        unit = new LogicalUnit(
                "disk",
                new Fence(),
                path.total,
                context,
                new LogicalUnitView(table, DeviceStanding.BECOMING_READY, null, 512, 0, null, 64));
        facts.logicalUnit(unit);
        device = new Device(
                PID,
                configuration("1"),
                unit,
                facts,
                new DeviceThreads(path.control, context),
                new Leasing(new Leases(), new LongAdder(), null),
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

    static DeviceConfiguration configuration(String file) {
        return new DeviceConfiguration(
                "disk", Map.of("file", file), new DeviceConfiguration.Identity("1", 1, "1-disk"));
    }

    void run() {
        do {
            path.run();
        } while (context.run() > 0);
    }

    void pass(long seconds) {
        for (long i = 0; i < seconds; i++) {
            path.pass(Duration.ofSeconds(1));
            run();
        }
    }

    void open() {
        device.handlerArrived(handler);
        run();
        initiator = path.initiator("a");
        initiator.send(0, testUnitReady());
        run();
    }

    long read() {
        return initiator.read(0, read10(0, 1), BLOCK);
    }
}
