package org.scst.core.internal.inventory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.GenerationReport;
import org.scst.core.admin.Problem;
import org.scst.core.device.DeviceHandler;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.buffer.BufferPool;
import org.scst.core.internal.event.Events;
import org.scst.core.internal.execution.BlockingContext;
import org.scst.core.internal.lease.Leases;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.nexus.ItNexus;
import org.scst.core.internal.nexus.KnownPorts;
import org.scst.core.internal.nexus.NexusEnvironment;
import org.scst.core.internal.nexus.NexusRegistry;
import org.scst.core.internal.nexus.PlatformCounters;
import org.scst.core.internal.nexus.PortState;
import org.scst.core.internal.primary.NullLogicalUnit;
import org.scst.core.internal.reservation.ReservationFolder;
import org.scst.core.internal.spool.Spool;
import org.scst.core.internal.spool.VolatileState;
import org.scst.core.target.LoginStep;
import org.scst.core.target.TargetDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mid-layer as a whole: one control thread on which everything happens that is not the way of a command. OSGi callbacks only
 * hand over to it.
 *
 * <p><i>Threading:</i> thread-safe; state is confined to the control thread.
 */
final class MidLayer {
    private static final Logger LOG = LoggerFactory.getLogger(MidLayer.class);
    private static final long STOP_SECONDS = 10;
    /** Less than logins are held back: what is not installed at all must not have them refused. */
    private static final long BUNDLES_SECONDS = 5;

    private final ScheduledExecutorService control;
    private final LongSupplier nanoClock;
    private final ConfigurationMirror configuration;
    private CoreSettings settings;
    private final Budget total;
    private final Budget unsolicited;
    private final BufferPool pool;
    private final NexusRegistry registry;
    private final LogicalUnit nullLogicalUnit;
    private final Events events;
    private final PlatformCounters counters = new PlatformCounters();
    private final StartGate gate = new StartGate();
    private final Devices devices;
    private final Targets targets;
    private final Drivers drivers;
    private final DeviceGroups deviceGroups;
    private final Spool spool;
    private final Set<CompletableFuture<GenerationReport>> underWay = ConcurrentHashMap.newKeySet();
    private final BlockingContext reservations;
    private VolatileState kept;
    private boolean restored;
    private volatile long generation;
    private volatile List<Problem> problems = List.of();
    private volatile boolean stopping;

    /** @param state folder of what must survive */
    MidLayer(ConfigurationAdmin configurationAdmin, Path state) throws IOException {
        this(configurationAdmin, state, ownThread(), System::nanoTime, DeviceContexts.ofThreads());
    }

    /** The same without threads of its own: tests bring theirs. */
    MidLayer(
            ConfigurationAdmin configurationAdmin,
            Path state,
            ScheduledExecutorService control,
            LongSupplier nanoClock,
            DeviceContexts contexts)
            throws IOException {
        configuration = new ConfigurationMirror(configurationAdmin);
        this.control = control;
        this.nanoClock = nanoClock;
        events = new Events(control, InstantSource.system(), nanoClock);
        settings = CoreSettings.of(ConfiguredObjects.read(configurationAdmin)
                .settings()
                .getOrDefault(ConfiguredObjects.CORE_PID, Map.of()));
        total = new Budget(settings.totalBytes(), null);
        unsolicited = new Budget(settings.unsolicitedBytes(), total);
        pool = new BufferPool();
        registry = new NexusRegistry(control, control);
        registry.observer(new NexusEvents(events));
        spool = new Spool(state, InstantSource.system());
        kept = spool.take();
        Identities identities = new Identities(state);
        reservations = contexts.make("reservations", 1);
        nullLogicalUnit = NullLogicalUnit.create(new Budget(settings.deviceBytes(), total), contexts.threads());
        targets = new Targets(identities, registry, environment());
        drivers = new Drivers(control, targets, gate, events);
        devices = new Devices(
                control,
                identities,
                new WriteErrors(state),
                new ReservationFolder(state, reservations),
                total,
                contexts,
                new Leasing(new Leases(), counters.staleTokens, new DurableStates(state)),
                settings,
                events);
        ExplicitStates explicit = new ExplicitStates(state, reservations);
        ExplicitTransitions transitions = new ExplicitTransitions(control, explicit);
        deviceGroups = new DeviceGroups(explicit, events, transitions);
        transitions.of(deviceGroups);
        gate.begin(control);
        control.scheduleWithFixedDelay(registry::sweep, 1, 1, TimeUnit.SECONDS);
        control.scheduleWithFixedDelay(this::trimMemory, 30, 30, TimeUnit.SECONDS);
    }

    private void trimMemory() {
        long now = nanoClock.getAsLong();
        pool.trim(now);
        devices.all().values().forEach(device -> device.logicalUnit().trimMemory(now));
    }

    private static ScheduledExecutorService ownThread() {
        ScheduledThreadPoolExecutor control = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "scst-control");
            thread.setDaemon(true);
            return thread;
        });
        control.setRemoveOnCancelPolicy(true);
        control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return control;
    }

    private NexusEnvironment environment() {
        return new NexusEnvironment(
                pool,
                unsolicited,
                settings.nexusLimits(),
                nullLogicalUnit,
                new KnownPorts(this::ports),
                nanoClock,
                counters);
    }

    private Collection<PortState> ports() {
        return targets.all().values().stream().map(Targets.Target::port).toList();
    }

    /** Limits come with the first generation, and hold for what is made from then on. */
    private void adopt(CoreSettings next) {
        if (!next.equals(settings)) {
            settings = next;
            total.limit(next.totalBytes());
            unsolicited.limit(next.unsolicitedBytes());
            devices.settings(next);
            targets.environment(environment());
        }
    }

    // Hand-overs from OSGi

    /** The component is told of those that leave even after it has stopped: that was dealt with by the stop. */
    private void hand(Runnable task) {
        try {
            control.execute(() -> guarded(task));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The mid-layer has stopped: who comes or leaves now concerns the next one");
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Defect on the control thread", e);
        }
    }

    void driverArrived(TargetDriver driver) {
        hand(() -> drivers.arrived(driver));
    }

    void driverLeft(TargetDriver driver) {
        hand(() -> drivers.left(driver));
    }

    void handlerArrived(DeviceHandler handler) {
        hand(() -> devices.arrived(handler));
    }

    /**
     * A handler that leaves because the mid-layer stops goes on until drivers have left: else commands that they are still to answer would
     * wait for it. The stop closes the devices after that.
     */
    void handlerLeft(DeviceHandler handler) {
        hand(() -> {
            if (!stopping) {
                devices.left(handler);
            }
        });
    }

    /** To be told of every change in Config Admin, before the first generation. */
    SynchronousConfigurationListener configurationListener() {
        return configuration;
    }

    // Generations

    /** Brings into force what Config Admin holds now; cancelled once the mid-layer stops. */
    CompletionStage<GenerationReport> apply(long number) {
        CompletableFuture<GenerationReport> report = new CompletableFuture<>();
        underWay.add(report);
        report.whenComplete((nothing, failure) -> underWay.remove(report));
        try {
            control.execute(() -> bringOrFail(number, report));
        } catch (RejectedExecutionException stopped) {
            report.cancel(false);
        }
        return report;
    }

    private void bringOrFail(long number, CompletableFuture<GenerationReport> report) {
        if (stopping) {
            report.cancel(false);
            return;
        }
        try {
            bring(number, report);
        } catch (IOException | RuntimeException | LinkageError e) {
            // A bundle that stops loses Config Admin, in the midst of a generation too: that is no failure.
            if (!report.isDone()) {
                LOG.error("Configuration could not be applied", e);
                report.completeExceptionally(e);
            }
        }
    }

    private void bring(long number, CompletableFuture<GenerationReport> report) throws IOException {
        ConfiguredObjects objects = configuration.read();
        adopt(CoreSettings.of(objects.settings().getOrDefault(ConfiguredObjects.CORE_PID, Map.of())));
        List<Problem> found = new ArrayList<>(deviceGroups.read(objects));
        devices.inactive(deviceGroups.inactive());
        found.addAll(devices.apply(objects));
        found.addAll(targets.apply(objects, devices::logicalUnit));
        devices.removeGone(objects);
        found.addAll(deviceGroups.apply(targets, devices));
        Restoration.restore(kept, devices, targets, gate.stage());
        kept = VolatileState.NONE;
        restored = true;
        found.addAll(targets.unknownDevices(devices::defined));
        drivers.apply(objects, number);
        objects.taken();
        CompletableFuture<Void> bundles = bundlesAtStart();
        CompletionStage<List<Problem>> driven = bundles.thenCompose(nothing -> drivers.reported());
        CompletableFuture<Void> settled = bundles.thenCompose(nothing -> devices.settled())
                .thenCompose(nothing -> deviceGroups.settled())
                .completeOnTimeout(null, StartGate.PATIENCE_SECONDS, TimeUnit.SECONDS);
        settled.thenCombineAsync(
                driven,
                (nothing, ofDrivers) -> {
                    settled(number, found, ofDrivers, report);
                    return null;
                },
                control);
    }

    private void settled(
            long number, List<Problem> found, List<Problem> ofDrivers, CompletableFuture<GenerationReport> report) {
        if (report.isDone()) {
            return;
        }
        found.addAll(devices.problems());
        inForce(number, found);
        found.addAll(ofDrivers);
        events.post(
                EventKind.CONFIGURATION_APPLIED,
                "Generation " + number + " is in force, " + found.size() + " problems",
                number,
                found.size());
        report.complete(new GenerationReport(number, found));
    }

    /** Until logins are answered a handler or driver that is missing is only late: bundles come one after another. */
    private CompletableFuture<Void> bundlesAtStart() {
        if (gate.isOpen()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> late = new CompletableFuture<>();
        control.schedule(() -> late.complete(null), BUNDLES_SECONDS, TimeUnit.SECONDS);
        return CompletableFuture.anyOf(late, CompletableFuture.allOf(devices.handlersPresent(), drivers.present()))
                .thenRunAsync(() -> {}, control);
    }

    private void inForce(long number, List<Problem> found) {
        generation = number;
        problems = List.copyOf(found);
        if (!gate.isOpen()) {
            LOG.info("Generation {} is in force: logins are answered", number);
        }
        gate.open();
    }

    // For administration

    long generation() {
        return generation;
    }

    List<Problem> problems() {
        List<Problem> all = new ArrayList<>(problems);
        all.addAll(drivers.problems());
        return all;
    }

    Events events() {
        return events;
    }

    StartGate gate() {
        return gate;
    }

    Devices devices() {
        return devices;
    }

    Targets targets() {
        return targets;
    }

    Drivers drivers() {
        return drivers;
    }

    DeviceGroups deviceGroups() {
        return deviceGroups;
    }

    List<ItNexus> nexuses() {
        return registry.nexuses();
    }

    PlatformCounters counters() {
        return counters;
    }

    Budget total() {
        return total;
    }

    ScheduledExecutorService control() {
        return control;
    }

    /** {@code null} when there is none of this name. */
    Device device(String name) {
        return devices.all().get(name);
    }

    /** Lets writes be accepted again after a failed flush. */
    boolean clearWriteError(String device) {
        Device found = device(device);
        if (found == null) {
            return false;
        }
        found.writeErrorCleared();
        return true;
    }

    /**
     * Stops drivers, then devices, within a limit; returns at once.
     *
     * @param goesOn whether another mid-layer is to follow, here or in a process that goes on
     */
    CompletionStage<Void> stop(boolean goesOn) {
        stopping = true;
        underWay.forEach(report -> report.cancel(false));
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        control.schedule(() -> stopped.complete(null), STOP_SECONDS, TimeUnit.SECONDS);
        hand(() -> drivers.stop(goesOn)
                .thenCompose(nothing -> Restoration.collect(registry.nexuses(), devices))
                .whenComplete((state, failure) -> hand(() -> stopDevices(state, stopped))));
        return stopped.whenComplete((nothing, failure) -> {
            reservations.shutdown();
            keep();
            try {
                drivers.pass();
            } finally {
                control.shutdown();
                pool.close();
            }
        });
    }

    private void stopDevices(VolatileState state, CompletableFuture<Void> stopped) {
        kept = state == null ? VolatileState.NONE : state;
        registry.nexuses().forEach(MidLayer::end);
        devices.stop().whenComplete((nothing, failure) -> hand(() -> stopped.complete(null)));
    }

    /** Nobody will resume it: its commands give their buffers back before the pool is closed. */
    private static void end(ItNexus nexus) {
        try {
            nexus.execute(() -> nexus.close("the mid-layer stops"));
        } catch (RejectedExecutionException ended) {
            LOG.debug(
                    "The event loop of {} has ended before", nexus.description().initiatorName());
        }
    }

    /** For the next start: everything that was to be written is on the medium by now. What nobody could use yet is still good. */
    private void keep() {
        try {
            if (restored) {
                spool.write(Restoration.ofClosed(kept, devices));
            } else {
                spool.putBack();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Volatile SCSI state is not kept: initiators will be told of a power on", e);
        }
    }

    /** What the driver with this PID finds on an initiator's way to its target; may block. */
    List<LoginStep> loginSteps(String driverPid, String initiator, String target) {
        return drivers.why(driverPid, initiator, target);
    }
}
