package org.scst.core.internal.inventory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.Problem;
import org.scst.core.internal.event.Events;
import org.scst.core.internal.nexus.DriverRegistration;
import org.scst.core.internal.nexus.HandoverShelf;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.TargetDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered target drivers: each is started with what the files say, told when that changes, and stopped within a limit.
 *
 * <p><i>Threading:</i> confined to the control thread; {@link #portals} may be called anywhere.
 */
final class Drivers {
    private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);
    private static final String PREFIX = "org.scst.";
    private static final long STOP_SECONDS = 10;
    private static final long LAST_STOP_SECONDS = 5;
    private static final Duration KEPT = Duration.ofSeconds(20);

    private final ScheduledExecutorService control;
    private final Targets targets;
    private final StartGate gate;
    private final HandoverShelf shelf;
    private final Events events;
    private final NexusEvents nexusEvents;
    private final Map<TargetDriver, Running> running = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> ending = new HashMap<>();
    /** By driver, over its revisions: a portal that waits for the next one stays open. */
    private final Map<String, PortalEvents> portalEvents = new HashMap<>();

    private volatile Map<String, TargetDriver> byName = Map.of();
    private volatile List<Running> present = List.of();
    private CompletableFuture<Void> nextDriver = new CompletableFuture<>();
    private ConfiguredObjects configured;
    private long generation;

    private static final class Running {
        private final DriverRegistration registration;
        private volatile CompletableFuture<List<Problem>> report = CompletableFuture.completedFuture(List.of());
        private DriverConfiguration inForce;
        private boolean waiting;
        private final PortalEvents portals;

        Running(DriverRegistration registration, PortalEvents portals) {
            this.registration = registration;
            this.portals = portals;
        }
    }

    Drivers(ScheduledExecutorService control, Targets targets, StartGate gate, Events events) {
        this.control = control;
        this.targets = targets;
        this.gate = gate;
        this.shelf = new HandoverShelf(control, KEPT);
        this.events = events;
        this.nexusEvents = new NexusEvents(events);
    }

    static String pid(TargetDriver driver) {
        return PREFIX + driver.name();
    }

    /** Name of the driver with this PID. */
    static String name(String pid) {
        return pid.startsWith(PREFIX) ? pid.substring(PREFIX.length()) : pid;
    }

    void arrived(TargetDriver driver) {
        String name = driver.name();
        LOG.info("Target driver {} has come", name);
        events.post(EventKind.DRIVER_ARRIVED, "Target driver " + name + " has come", name);
        DriverRegistration registration = new DriverRegistration(
                name,
                description -> targets.port(pid(driver), description),
                gate::stage,
                shelf,
                refusal -> nexusEvents.refused(name, refusal));
        PortalEvents portals = portalEvents.computeIfAbsent(name, driverName -> new PortalEvents(events, driverName));
        Running entry = new Running(registration, portals);
        running.put(driver, entry);
        publish();
        CompletableFuture<Void> awaited = nextDriver;
        nextDriver = new CompletableFuture<>();
        CompletableFuture<Void> earlier = ending.get(driver.name());
        if (earlier != null) {
            entry.waiting = true;
            entry.report = earlier.thenComposeAsync(nothing -> begin(driver, entry), control);
        } else if (configured != null) {
            bring(driver, entry, true);
        }
        awaited.complete(null);
    }

    /** The earlier revision has let go of its ports. */
    private CompletionStage<List<Problem>> begin(TargetDriver driver, Running entry) {
        entry.waiting = false;
        entry.report = CompletableFuture.completedFuture(List.of());
        if (configured != null && running.get(driver) == entry) {
            bring(driver, entry, true);
        }
        return entry.report;
    }

    private void publish() {
        Map<String, TargetDriver> names = new TreeMap<>();
        running.keySet().forEach(driver -> names.put(driver.name(), driver));
        byName = names;
        present = List.copyOf(running.values());
    }

    /** What the drivers that are present could not apply, those included that came after the generation; callable anywhere. */
    List<Problem> problems() {
        List<Problem> all = new ArrayList<>();
        present.forEach(entry -> all.addAll(entry.report.getNow(List.of())));
        return all;
    }

    /** The service is gone: the driver ends within a limit, then its handles are dead and its nexuses parked. */
    void left(TargetDriver driver) {
        Running entry = running.remove(driver);
        publish();
        if (entry == null) {
            return;
        }
        LOG.info("Target driver {} withdraws", driver.name());
        String name = driver.name();
        events.post(EventKind.DRIVER_LEFT, "Target driver " + name + " withdraws", name);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        ending.put(name, ended);
        stopped(driver, STOP_SECONDS)
                .thenRunAsync(
                        () -> {
                            entry.registration.end();
                            ending.remove(name, ended);
                            ended.complete(null);
                            tellIfClosed(name);
                        },
                        control);
    }

    /** What the next revision may take over is not closed before its time is over. */
    private void tellIfClosed(String name) {
        if (shelf.holds(name)) {
            control.schedule(() -> tellIfClosed(name), KEPT.toMillis(), TimeUnit.MILLISECONDS);
        } else if (!byName.containsKey(name)) {
            Optional.ofNullable(portalEvents.remove(name)).ifPresent(gone -> gone.told(List.of(), List.of()));
        }
    }

    /** Ends every driver, within a limit that leaves time to flush the devices: the platform stops. */
    CompletionStage<Void> stop() {
        shelf.close();
        // Bundles stop one after another: a driver whose bundle stopped first may still be on its way.
        List<CompletableFuture<Void>> all = new ArrayList<>(ending.values());
        for (TargetDriver driver : List.copyOf(running.keySet())) {
            all.add(stopped(driver, LAST_STOP_SECONDS).thenRun(running.remove(driver).registration::end));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /** Ends when the driver has stopped, in whatever way, or the time is over. */
    private CompletableFuture<Void> stopped(TargetDriver driver, long seconds) {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        control.schedule(() -> stopped.complete(null), seconds, TimeUnit.SECONDS);
        try {
            driver.stop().whenComplete((nothing, failure) -> stopped.complete(null));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Target driver {} could not be stopped in order", driver.name(), e);
            stopped.complete(null);
        }
        return stopped;
    }

    /** Tells every driver what the files say now. */
    void apply(ConfiguredObjects objects, long number) {
        configured = objects;
        generation = number;
        for (Map.Entry<TargetDriver, Running> entry : running.entrySet()) {
            boolean concerned = objects.driversTouched() || entry.getValue().inForce == null;
            if (concerned && !entry.getValue().waiting) {
                bring(entry.getKey(), entry.getValue(), entry.getValue().inForce == null);
            }
        }
    }

    /** Ends with what could not be applied, when every driver that is there now has taken what it was told. */
    CompletionStage<List<Problem>> reported() {
        CompletionStage<List<Problem>> all = CompletableFuture.completedFuture(List.of());
        for (Running entry : running.values()) {
            all = all.thenCombine(entry.report, Drivers::concat);
        }
        return all;
    }

    /** Ends when every driver is there that a file is about: its targets, or its own settings. */
    CompletableFuture<Void> present() {
        return byName.keySet().containsAll(named())
                ? CompletableFuture.completedFuture(null)
                : nextDriver.thenCompose(nothing -> present());
    }

    private Set<String> named() {
        Set<String> names = new TreeSet<>();
        configured.targets().forEach(target -> names.add(name(target.driverPid())));
        configured.settings().keySet().stream()
                .filter(pid -> pid.startsWith(PREFIX) && !pid.equals(ConfiguredObjects.CORE_PID))
                .map(Drivers::name)
                .filter(name -> name.indexOf('.') < 0)
                .forEach(names::add);
        return names;
    }

    private static List<Problem> concat(List<Problem> one, List<Problem> other) {
        List<Problem> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private void bring(TargetDriver driver, Running entry, boolean first) {
        DriverConfiguration configuration = configuration(driver);
        DriverConfiguration earlier = entry.inForce;
        if (earlier != null
                && earlier.settings().equals(configuration.settings())
                && earlier.targets().equals(configuration.targets())) {
            return;
        }
        entry.inForce = configuration;
        try {
            CompletionStage<List<DriverProblem>> stage =
                    first ? driver.start(entry.registration, configuration) : driver.configure(configuration);
            entry.report = stage.thenApply(problems -> problems(driver, problems))
                    .exceptionally(failure -> List.of(failed(driver, failure)))
                    .toCompletableFuture()
                    .completeOnTimeout(List.of(slow(driver)), STOP_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("Target driver {} could not take its configuration", driver.name(), e);
            entry.report = CompletableFuture.completedFuture(List.of(failed(driver, e)));
        }
        entry.report.thenAcceptAsync(found -> tellPortals(driver, entry, found), control);
    }

    private void tellPortals(TargetDriver driver, Running entry, List<Problem> found) {
        if (running.get(driver) == entry) {
            entry.portals.told(driver.portals(), found);
        }
    }

    private DriverConfiguration configuration(TargetDriver driver) {
        String pid = pid(driver);
        List<DriverConfiguration.Target> own = new ArrayList<>();
        for (ConfiguredObjects.Instance target : configured.targets()) {
            if (target.driverPid().equals(pid)) {
                String name = Targets.nameOf(target);
                own.add(new DriverConfiguration.Target(
                        target.name(), name, target.properties(), targets.openToAll(name)));
            }
        }
        return new DriverConfiguration(generation, configured.settings().getOrDefault(pid, Map.of()), own);
    }

    private static List<Problem> problems(TargetDriver driver, List<DriverProblem> found) {
        String pid = pid(driver);
        return found.stream()
                .map(problem -> new Problem(
                        problem.target().isEmpty() ? pid : pid + ".target",
                        problem.target(),
                        problem.key(),
                        problem.cause(),
                        problem.cure()))
                .toList();
    }

    private static Problem failed(TargetDriver driver, Throwable failure) {
        return new Problem(pid(driver), "", "", "the driver failed: " + failure, "See the log for the cause.");
    }

    private static Problem slow(TargetDriver driver) {
        return new Problem(
                pid(driver),
                "",
                "",
                "the driver has not taken its configuration within 10 s",
                "See the log for the cause.");
    }

    /** Where each driver listens. */
    Map<String, List<String>> portals() {
        Map<String, List<String>> all = new TreeMap<>();
        byName.forEach((name, driver) -> all.put(name, driver.portals()));
        return all;
    }
}
