package org.scst.core.internal.inventory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.cm.ConfigurationEvent;
import org.scst.core.admin.GenerationReport;
import org.scst.core.internal.execution.HandContext;
import org.scst.core.internal.execution.ThreadLimit;
import org.scst.testkit.FakeHandler;
import org.scst.testkit.FakeNexusTransport;
import org.scst.testkit.FakePort;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandExecutor;
import org.scst.testkit.HandScheduler;

/**
 * A whole mid-layer without threads: files, one driver and one handler that come when the test says so.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class Platform {
    static final String DISK = "org.scst.fakedisk";
    static final String TARGET = "org.scst.fake.target";
    static final String GROUP = ConfiguredObjects.GROUP_PID;

    final HandExecutor loop = new HandExecutor();
    final FakePort driver = new FakePort("fake");
    final FakeHandler handler = new FakeHandler(DISK, 64);
    final MidLayer midLayer;
    final Snapshots snapshots;
    private final HandScheduler control = new HandScheduler(new HandClock());
    private final FakeConfigurationAdmin files = new FakeConfigurationAdmin();
    private final List<HandContext> contexts = new ArrayList<>();
    private long generation;

    Platform(Path state) throws IOException {
        DeviceContexts made = new DeviceContexts(new ThreadLimit(2), (name, most) -> {
            HandContext context = new HandContext();
            contexts.add(context);
            return context;
        });
        midLayer = new MidLayer(files.admin(), state, control, new HandClock(), made);
        snapshots = new Snapshots(midLayer);
    }

    /** Writes a file; in force with the next {@link #apply}. */
    Platform file(String factoryPid, String name, Map<String, String> properties) {
        files.remove(factoryPid + "~" + name).factory(factoryPid, name, properties);
        return tell(ConfigurationEvent.CM_UPDATED, factoryPid, name);
    }

    /** Writes a line of the mid-layer's own file. */
    Platform setting(String key, String value) {
        files.remove(ConfiguredObjects.CORE_PID).singleton(ConfiguredObjects.CORE_PID, Map.of(key, value));
        midLayer.configurationListener()
                .configurationEvent(new ConfigurationEvent(
                        files.reference(), ConfigurationEvent.CM_UPDATED, null, ConfiguredObjects.CORE_PID));
        return this;
    }

    /** Deletes a file. */
    Platform delete(String factoryPid, String name) {
        files.remove(factoryPid + "~" + name);
        return tell(ConfigurationEvent.CM_DELETED, factoryPid, name);
    }

    private Platform tell(int type, String factoryPid, String name) {
        midLayer.configurationListener()
                .configurationEvent(
                        new ConfigurationEvent(files.reference(), type, factoryPid, factoryPid + "~" + name));
        return this;
    }

    /** Brings the files into force; {@code null} while something of it is not settled. */
    GenerationReport apply() {
        generation++;
        CompletableFuture<GenerationReport> report = midLayer.apply(generation).toCompletableFuture();
        run();
        return report.getNow(null);
    }

    /** One disk, mapped at LUN 0 of a target, served and open. */
    Platform serving() {
        handlerComes();
        midLayer.driverArrived(driver);
        file(DISK, "disk1", Map.of()).file(TARGET, "san", Map.of("name", "iqn.a", "lun.0", "disk1"));
        apply();
        return this;
    }

    void handlerComes() {
        midLayer.handlerArrived(handler);
        run();
    }

    FakeNexusTransport initiator(String name) {
        FakeNexusTransport initiator = new FakeNexusTransport().open(driver.port("iqn.a"), name, loop);
        run();
        return initiator;
    }

    /** Until nothing waits. */
    void run() {
        int ran;
        do {
            ran = loop.run() + control.run();
            for (HandContext context : List.copyOf(contexts)) {
                ran += context.run();
            }
        } while (ran > 0);
    }

    void pass(Duration time) {
        control.advance(time);
        run();
    }
}
