package org.scst.core.internal.inventory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
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
import org.scst.core.internal.passage.Passage;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverLimit;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.scst.core.target.LoginStep;
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
    private final RefusedLogins refusedLogins;
    private final Map<TargetDriver, Running> running = new HashMap<>();
    /** Of those that have left and not ended yet. */
    private final Set<CompletableFuture<Void>> ending = new HashSet<>();
    /** By name: the driver that came last, which may have left. */
    private final Map<String, Running> latest = new HashMap<>();
    /** By driver, over its revisions: a portal that waits for the next one stays open. */
    private final Map<String, PortalEvents> portalEvents = new HashMap<>();

    private volatile Map<String, TargetDriver> byName = Map.of();
    private volatile List<Running> present = List.of();
    private CompletableFuture<Void> nextDriver = new CompletableFuture<>();
    /** What drivers were told of each target, so that those that are as they were are known by being the same object. */
    private Map<ConfiguredObjects.Instance, DriverConfiguration.Target> told = new IdentityHashMap<>();

    private ConfiguredObjects configured;
    private long generation;
    private volatile boolean passes;

    private static final class Running {
        private final DriverRegistration registration;
        private volatile CompletableFuture<List<Problem>> report = CompletableFuture.completedFuture(List.of());
        private DriverConfiguration inForce;
        /** The revision before: until that has ended, this one waits; {@code null} afterwards. */
        private Running earlier;

        /** The one that waits for this one, if there is one. */
        private Running later;

        /** Completed when the wait is over. */
        private final CompletableFuture<Void> turn = new CompletableFuture<>();

        private boolean ended;
        private final PortalEvents portals;

        Running(DriverRegistration registration, PortalEvents portals, Running earlier) {
            this.registration = registration;
            this.portals = portals;
            this.earlier = earlier;
            if (earlier != null) {
                earlier.later = this;
            }
        }

        boolean waiting() {
            return earlier != null;
        }

        /** Whoever waits for this one waits no longer. */
        void end() {
            ended = true;
            Running next = later;
            if (next != null) {
                later = null;
                next.earlier = null;
                next.turn.complete(null);
            }
        }

        /** Waits no longer, and nothing of those that go on holds it; who waits for it waits for the one before. */
        void withdraw() {
            earlier.later = later;
            if (later != null) {
                later.earlier = earlier;
            }
            earlier = null;
            later = null;
            turn.complete(null);
        }
    }

    Drivers(ScheduledExecutorService control, Targets targets, StartGate gate, Events events) {
        this.control = control;
        this.targets = targets;
        this.gate = gate;
        this.shelf = new HandoverShelf(control, KEPT);
        this.events = events;
        this.refusedLogins = new RefusedLogins(events, control);
        Passage.take().forEach(shelf::put);
    }

    static String pid(TargetDriver driver) {
        return PREFIX + driver.name();
    }

    /** Name of the driver with this PID. */
    static String name(String pid) {
        return pid.startsWith(PREFIX) ? pid.substring(PREFIX.length()) : pid;
    }

    /** A second revision of a driver may come while the first one serves: it waits, ready to go on, until that has left. */
    void arrived(TargetDriver driver) {
        String name = driver.name();
        DriverRegistration registration = new DriverRegistration(
                name,
                description -> targets.port(pid(driver), description),
                gate::stage,
                shelf,
                refusal -> refusedLogins.refused(name, refusal));
        PortalEvents portals = portalEvents.computeIfAbsent(name, driverName -> new PortalEvents(events, driverName));
        Running before = latest.get(name);
        Running entry = new Running(registration, portals, before == null || before.ended ? null : before);
        latest.put(name, entry);
        running.put(driver, entry);
        publish();
        CompletableFuture<Void> awaited = nextDriver;
        nextDriver = new CompletableFuture<>();
        if (entry.waiting()) {
            LOG.info("Target driver {} waits for its earlier revision to end", name);
            entry.report = entry.turn.thenCompose(nothing -> begin(driver, entry));
        } else {
            come(name);
            if (configured != null) {
                bring(driver, entry, true);
            }
        }
        awaited.complete(null);
    }

    private void come(String name) {
        LOG.info("Target driver {} has come", name);
        events.post(EventKind.DRIVER_ARRIVED, "Target driver " + name + " has come", name);
    }

    /** The earlier revision has let go of its ports, or this one has left before. */
    private CompletionStage<List<Problem>> begin(TargetDriver driver, Running entry) {
        entry.report = CompletableFuture.completedFuture(List.of());
        if (running.get(driver) == entry) {
            publish();
            come(driver.name());
            if (configured != null) {
                bring(driver, entry, true);
            }
        }
        return entry.report;
    }

    private void publish() {
        Map<String, TargetDriver> names = new TreeMap<>();
        running.forEach((driver, entry) ->
                names.compute(driver.name(), (name, other) -> entry.waiting() && other != null ? other : driver));
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
        String name = driver.name();
        boolean served = !entry.waiting();
        if (!served) {
            LOG.info("Target driver {} withdraws, and has not served", name);
            latest.replace(name, entry, entry.earlier);
            entry.withdraw();
        } else {
            LOG.info("Target driver {} withdraws", name);
            events.post(EventKind.DRIVER_LEFT, "Target driver " + name + " withdraws", name);
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        ending.add(ended);
        stopped(driver, STOP_SECONDS)
                .thenRunAsync(
                        () -> {
                            entry.registration.end();
                            ending.remove(ended);
                            ended.complete(null);
                            if (served) {
                                entry.end();
                                tellIfClosed(name);
                            }
                        },
                        control);
    }

    /** What the next revision may take over is not closed before its time is over. */
    private void tellIfClosed(String name) {
        Running last = latest.get(name);
        if (shelf.holds(name)) {
            control.schedule(() -> tellIfClosed(name), KEPT.toMillis(), TimeUnit.MILLISECONDS);
        } else if (last != null && last.ended) {
            latest.remove(name);
            Optional.ofNullable(portalEvents.remove(name)).ifPresent(gone -> gone.told(List.of(), List.of()));
        }
    }

    /**
     * Ends every driver, within a limit that leaves time to flush the devices.
     *
     * @param goesOn whether another mid-layer is to follow: then what drivers leave is kept, see {@link #pass}
     */
    CompletionStage<Void> stop(boolean goesOn) {
        passes = goesOn;
        if (!goesOn) {
            shelf.close();
        }
        // Bundles stop one after another: a driver whose bundle stopped first may still be on its way.
        List<CompletableFuture<Void>> all = new ArrayList<>(ending);
        for (TargetDriver driver : List.copyOf(running.keySet())) {
            all.add(stopped(driver, LAST_STOP_SECONDS).thenRun(running.remove(driver).registration::end));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /** What drivers have left goes on with the next mid-layer, in this process or the one that follows. Comes at the very end. */
    void pass() {
        Map<String, Handover> left = shelf.clear();
        if (!passes || Passage.wanted()) {
            Passage.leave(left);
        } else {
            Passage.leaveHere(left, KEPT);
        }
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
            if (concerned && !entry.getValue().waiting()) {
                bring(entry.getKey(), entry.getValue(), entry.getValue().inForce == null);
            }
        }
    }

    /** Ends with what could not be applied, when every driver that is there now has taken what it was told. */
    CompletionStage<List<Problem>> reported() {
        CompletionStage<List<Problem>> all = CompletableFuture.completedFuture(List.of());
        for (Running entry : running.values()) {
            // One that waits for a revision which serves has nothing to say until that is told to end.
            boolean nothingToSay = entry.waiting() && running.containsValue(entry.earlier);
            all = nothingToSay ? all : all.thenCombine(entry.report, Drivers::concat);
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
            if (target.isTargetOf(pid)) {
                own.add(told(target));
            }
        }
        return new DriverConfiguration(generation, configured.settings().getOrDefault(pid, Map.of()), own);
    }

    private DriverConfiguration.Target told(ConfiguredObjects.Instance target) {
        DriverConfiguration.Target known = told.get(target);
        String name = known == null ? Targets.nameOf(target) : known.name();
        boolean openToAll = targets.openToAll(name);
        if (known != null && known.openToAll() == openToAll) {
            return known;
        }
        if (told.size() > 2 * configured.targets().size()) {
            told = new IdentityHashMap<>(); // most of them are gone
        }
        DriverConfiguration.Target next =
                new DriverConfiguration.Target(target.name(), name, target.properties(), openToAll);
        told.put(target, next);
        return next;
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

    /** What the driver with this PID finds on an initiator's way; callable anywhere. */
    List<LoginStep> why(String driverPid, String initiator, String target) {
        TargetDriver driver = byName.get(name(driverPid));
        return driver == null ? List.of() : driver.why(initiator, target);
    }

    /** What each driver lets strangers take; callable anywhere. */
    Map<String, List<DriverLimit>> limits() {
        Map<String, List<DriverLimit>> all = new TreeMap<>();
        byName.forEach((name, driver) -> all.put(name, driver.limits()));
        return all;
    }

    /** How many logins each driver has refused, by status; callable anywhere. */
    Map<String, Map<String, Long>> refusedLogins() {
        return refusedLogins.counts();
    }

    /** Of the driver with this PID; callable anywhere. */
    boolean sessionsOutliveUpdates(String driverPid) {
        TargetDriver driver = byName.get(name(driverPid));
        return driver != null && driver.sessionsOutliveUpdates();
    }

    /** Where each driver listens. */
    Map<String, List<String>> portals() {
        Map<String, List<String>> all = new TreeMap<>();
        byName.forEach((name, driver) -> all.put(name, driver.portals()));
        return all;
    }
}
