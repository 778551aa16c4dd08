package org.scst.iscsi.internal.isns;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.scst.iscsi.internal.portal.AdvertisedPortals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server informed: registers this machine, its portals and targets, again when they change and before the server forgets them;
 * asks who may log in, when that is wanted, each time the server tells of a change, and now and then; takes everything back at the end. A server that is
 * away is tried again; meanwhile those may log in whom it named last, also after an update or a restart of this machine's driver.
 *
 * <p><i>Threading:</i> thread-safe; a thread of its own does the talking.
 */
public final class IsnsRegistrar {
    private static final Logger LOG = LoggerFactory.getLogger(IsnsRegistrar.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final Duration LAST_LIMIT = Duration.ofSeconds(2);
    /** What the server is told, in seconds; it hears of this machine three times within. */
    private static final int PERIOD = 300;

    private static final Duration REFRESH = Duration.ofSeconds(PERIOD / 3);
    private static final Duration RETRY = Duration.ofSeconds(30);
    /** How often it asks who may log in without having been told of a change: not every server tells of a domain's removal. */
    private static final Duration ASK = Duration.ofSeconds(25);

    private static final String UNREACHABLE = "no portal is open that others can reach";

    private final IsnsSettings settings;
    private final NamedInitiators kept;
    private final Duration pause;
    private final Semaphore wake = new Semaphore(0);
    private final CompletableFuture<Void> earlier;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile Served served = new Served(List.of(), AdvertisedPortals.NONE, Map.of());
    /** By target; a target of which the server has never said anything is not there. */
    private volatile Map<String, Set<String>> admitted = Map.of();
    /** Whether the server has been told of something else than there is now. */
    private volatile boolean stale;

    private volatile boolean closed;
    /** With the server, while there is one; closed by who cannot wait for it. */
    private volatile IsnsConnection talking;

    private volatile boolean deregisters;
    private volatile String problem = "";

    private IsnsEntity registered;
    private List<String> unresolved = List.of();
    private long toldAtNanos;
    private IsnsNotifications notifications;

    private record Served(
            List<InetSocketAddress> bound, AdvertisedPortals advertised, Map<String, IsnsTarget> targets) {}

    /**
     * Begins when it is first told what there is, and the one before has ended: taking back must not come after telling anew.
     *
     * @param kept what a server said last, to an earlier one
     * @param earlier has ended then
     */
    public IsnsRegistrar(IsnsSettings settings, NamedInitiators kept, CompletionStage<Void> earlier) {
        this(settings, kept, earlier, settings.accessControl() ? ASK : REFRESH);
    }

    /** @param pause longest time between two rounds that go well */
    IsnsRegistrar(IsnsSettings settings, NamedInitiators kept, CompletionStage<Void> earlier, Duration pause) {
        this.settings = settings;
        this.kept = kept;
        this.pause = pause;
        this.earlier = earlier.toCompletableFuture();
        Thread.ofPlatform().daemon().name("iSNS").start(this::run);
    }

    /** What it was given. */
    public IsnsSettings settings() {
        return settings;
    }

    /** Why the server does not know of this machine; empty when it does, or is about to. */
    public String problem() {
        return problem;
    }

    /**
     * What there is from now on.
     *
     * @param bound portals, wildcards among them
     * @param advertised what initiators are told in their place
     * @param targets by name
     */
    public void update(List<InetSocketAddress> bound, AdvertisedPortals advertised, Map<String, IsnsTarget> targets) {
        served = new Served(List.copyOf(bound), advertised, new TreeMap<>(targets));
        stale = true;
        wake.release();
    }

    /** Whether an initiator may find a target and log in; callable on any thread, cheap. */
    public Admission admission(String target, String initiator) {
        if (!settings.accessControl()) {
            return Admission.ADMITTED;
        }
        Set<String> named = admitted.get(target);
        if (named == null) {
            return Admission.UNANSWERED;
        }
        return named.contains(initiator.toLowerCase(Locale.ROOT)) ? Admission.ADMITTED : Admission.REFUSED;
    }

    /**
     * Ends it.
     *
     * @param forGood whether the server is told; else nobody waits for it any more
     * @return ends when the server was told, or could not be
     */
    public CompletableFuture<Void> close(boolean forGood) {
        deregisters = forGood;
        closed = true;
        wake.release();
        IsnsConnection connection = talking;
        if (!forGood && connection != null) {
            close(connection);
        }
        return ended;
    }

    private void run() {
        try {
            recall();
            earlier.join();
            await(Duration.ofNanos(Long.MAX_VALUE));
            while (!closed) {
                boolean due = System.nanoTime() - toldAtNanos >= REFRESH.toNanos();
                await(round(stale || due) ? pause : RETRY);
            }
            if (deregisters) {
                deregister();
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted", e);
        } finally {
            closeNotifications();
            ended.complete(null);
        }
    }

    private void recall() {
        if (settings.accessControl()) {
            admitted = kept.of(settings.server());
        } else {
            kept.forget();
        }
    }

    /** Until there is something to do, or all the time has passed. */
    private void await(Duration most) throws InterruptedException {
        if (wake.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS)) {
            wake.drainPermits();
        }
    }

    /** Tells the server everything, unless it has only told of a change, and asks it everything; returns whether that went well. */
    private boolean round(boolean registers) {
        try (IsnsConnection connection = new IsnsConnection()) {
            talking = connection;
            if (closed) {
                return false;
            }
            connection.open(settings.server(), ANSWER_LIMIT);
            if (registers || registered == null) {
                stale = false;
                register(connection);
            }
            if (settings.accessControl()) {
                answered(ask(connection));
            }
            boolean unreachable = registered != null && registered.portals().isEmpty();
            if (!problem.isEmpty() && !unreachable) {
                LOG.info("The iSNS server {} answers again", settings.server());
            }
            problem = unreachable ? UNREACHABLE : "";
            return true;
        } catch (IOException e) {
            String cause = String.valueOf(e.getMessage());
            if (!closed && !cause.equals(problem)) {
                LOG.warn(
                        "The iSNS server {} is not told of the targets: {}. It is tried again each {} s",
                        settings.server(),
                        cause,
                        RETRY.toSeconds());
            }
            problem = cause;
            stale = true;
            return false;
        }
    }

    private void answered(Map<String, Set<String>> named) {
        boolean changed = !named.equals(admitted);
        admitted = named;
        if (changed) {
            kept.keep(settings.server(), named);
        }
    }

    private void register(IsnsConnection connection) throws IOException {
        Served now = served;
        ToldPortals told = ToldPortals.of(now.bound, now.advertised, connection.localAddress());
        IsnsEntity entity = entity(told, now.targets);
        boolean changed = !entity.equals(registered);
        // Targets alone are enough to ask who may log in to them (RFC 4171 5.6.5.1).
        boolean unreachable = entity.portals().isEmpty() && !settings.accessControl();
        if (entity.targets().isEmpty() || unreachable) {
            if (registered != null) {
                connection.exchange(registered.deregistration());
                registered = null;
            }
            if (!entity.targets().isEmpty()) {
                throw new IOException(UNREACHABLE);
            }
            return;
        }
        listen(told.notified());
        Optional<InetSocketAddress> notified =
                Optional.ofNullable(notifications).map(IsnsNotifications::address);
        for (IsnsEntity.Draft draft : entity.registrations(PERIOD, notified)) {
            connection.exchange(changed ? draft : new IsnsEntity.Draft(draft.function(), draft.attributes(), false));
        }
        registered = entity;
        toldAtNanos = System.nanoTime();
        if (notified.isPresent()) {
            // Each time: the server may have begun anew meanwhile.
            for (IsnsEntity.Target target : entity.targets()) {
                connection.exchange(IsnsEntity.notifications(target.name()));
            }
        }
        if (changed) {
            tell(entity);
        }
        if (!told.unresolved().equals(unresolved)) {
            unresolved = told.unresolved();
            unresolved.forEach(name -> LOG.warn(
                    "{} of advertised_portals has no address: the iSNS server {} is not told of it",
                    name,
                    settings.server()));
        }
    }

    private void tell(IsnsEntity entity) {
        if (entity.portals().isEmpty()) {
            LOG.warn(
                    "The iSNS server {} knows the targets of {}, but {}",
                    settings.server(),
                    entity.name(),
                    UNREACHABLE);
        } else {
            LOG.info(
                    "The iSNS server {} knows {} targets of {}",
                    settings.server(),
                    entity.targets().size(),
                    entity.name());
        }
    }

    private void listen(Optional<InetAddress> here) throws IOException {
        if (notifications != null
                && !here.equals(Optional.of(notifications.address().getAddress()))) {
            closeNotifications();
            notifications = null;
        }
        if (notifications == null && here.isPresent()) {
            notifications = new IsnsNotifications(here.get(), settings.server().getAddress(), wake::release);
        }
    }

    private Map<String, Set<String>> ask(IsnsConnection connection) throws IOException {
        Map<String, Set<String>> answers = new HashMap<>();
        for (String target : served.targets.keySet()) {
            Set<String> names = new HashSet<>();
            boolean objects = false;
            for (IsnsAttribute attribute :
                    connection.exchange(IsnsEntity.initiatorsOf(target)).attributes()) {
                if (attribute.tag() == IsnsAttribute.DELIMITER) {
                    objects = true;
                } else if (objects && attribute.tag() == IsnsAttribute.ISCSI_NAME) {
                    names.add(attribute.text().toLowerCase(Locale.ROOT));
                }
            }
            answers.put(target, names);
        }
        return answers;
    }

    private IsnsEntity entity(ToldPortals told, Map<String, IsnsTarget> targets) throws IOException {
        String name =
                settings.entityName().isEmpty() ? InetAddress.getLocalHost().getHostName() : settings.entityName();
        List<IsnsEntity.Target> nodes = new ArrayList<>();
        targets.forEach((target, said) ->
                nodes.add(new IsnsEntity.Target(target, said.alias(), told.leadingTo(said.servedAt()))));
        return new IsnsEntity(name, told.all(), nodes);
    }

    private void deregister() {
        if (registered == null) {
            return;
        }
        try (IsnsConnection connection = new IsnsConnection()) {
            connection.open(settings.server(), LAST_LIMIT);
            connection.exchange(registered.deregistration());
        } catch (IOException e) {
            LOG.info("The iSNS server {} is not told of the end: {}", settings.server(), e.getMessage());
        }
    }

    private void closeNotifications() {
        if (notifications != null) {
            close(notifications);
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket that is closed fails", e);
        }
    }
}
