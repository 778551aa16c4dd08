package org.scst.iscsi.internal.target;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.admin.Account;
import org.scst.core.admin.SessionTrace;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverHandle;
import org.scst.core.target.DriverLimit;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.LoginStep;
import org.scst.core.target.TargetDriver;
import org.scst.iscsi.internal.authentication.Accounts;
import org.scst.iscsi.internal.authentication.Authenticator;
import org.scst.iscsi.internal.authentication.ChapAlgorithm;
import org.scst.iscsi.internal.connection.BadPeers;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.discovery.Discovery;
import org.scst.iscsi.internal.isns.Admission;
import org.scst.iscsi.internal.isns.IsnsRegistrar;
import org.scst.iscsi.internal.isns.IsnsSettings;
import org.scst.iscsi.internal.isns.IsnsTarget;
import org.scst.iscsi.internal.isns.NamedInitiators;
import org.scst.iscsi.internal.login.IscsiName;
import org.scst.iscsi.internal.login.LoginLimits;
import org.scst.iscsi.internal.login.LoginPhase;
import org.scst.iscsi.internal.login.LoginPlaces;
import org.scst.iscsi.internal.login.LoginService;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.scst.iscsi.internal.portal.Portals;
import org.scst.iscsi.internal.session.ConnectionRecord;
import org.scst.iscsi.internal.trace.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The iSCSI target driver as core sees it.
 *
 * <p><i>Threading:</i> core's control thread for {@link TargetDriver}, event loops for {@link LoginService}; thread-safe.
 */
@Component(service = {TargetDriver.class, SessionTrace.class})
public final class IscsiDriver implements TargetDriver, LoginService, SessionTrace {
    private static final Logger LOG = LoggerFactory.getLogger(IscsiDriver.class);
    /** Of what this revision leaves to the next: listening sockets, and connections whose records have versions of their own. */
    private static final int HANDOVER_VERSION = 3;

    /** The oldest that it takes over: there, listening sockets are channels. */
    private static final int OLDEST_HANDOVER = 2;

    private static final int LAST_TSIH = 0xFFFF;
    private static final long CLOSE_SECONDS = 5;
    private static final Duration BAD_PEER_INTERVAL = Duration.ofMinutes(1);

    private final EventLoopGroup loops;
    private final boolean epoll;
    private final Portals portals;
    private final CarriedConnections carriedConnections;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, IscsiTarget> targets = new ConcurrentHashMap<>();
    private final Discovery discovery;
    private final MemoryLimit memory =
            new MemoryLimit("max_memory", (long) DriverSettings.DEFAULT_MEBIBYTES << 20, null);
    private final LoginPlaces loginPlaces;
    private final LastRefusals lastRefusals = new LastRefusals(InstantSource.system());
    private final AtomicInteger tsih = new AtomicInteger();
    private final Withdrawal withdrawal;
    private final Authenticator authenticator;
    private final NamedInitiators namedInitiators;
    private final BadPeers badPeers;
    private final Traces traces = new Traces(InstantSource.system());
    private volatile DriverHandle handle;
    private volatile DriverSettings settings = DriverSettings.DEFAULT;
    private volatile IsnsRegistrar isns;
    private volatile boolean stopping;
    private volatile LoginLimits loginLimits = LoginLimits.DEFAULT;

    /** Event loops come from the platform; the property says of which kind they are. */
    @Activate
    public IscsiDriver(
            @Reference EventLoopGroup loops,
            @Reference(service = EventLoopGroup.class) Map<String, Object> kind,
            @Reference Withdrawal withdrawal,
            @Reference Authenticator authenticator,
            @Reference NamedInitiators namedInitiators) {
        this.loops = loops;
        this.withdrawal = withdrawal;
        this.authenticator = authenticator;
        this.namedInitiators = namedInitiators;
        badPeers = new BadPeers(loops, BAD_PEER_INTERVAL, LOG::warn);
        loginPlaces = new LoginPlaces(this::loginLimits, badPeers.limits());
        epoll = "epoll".equals(kind.get("transport"));
        portals = new Portals(loops, epoll, () -> connection(this::login));
        carriedConnections = new CarriedConnections(loops, epoll, targets::get, this::connection, this::loginLimits);
        discovery = new Discovery(targets, portals::bound, () -> settings, this::admits);
    }

    private Connection connection(Function<Connection, Phase> firstPhase) {
        return new Connection(badPeers, memory, begun -> {
            connections.add(begun);
            begun.context().channel().closeFuture().addListener(closed -> connections.remove(begun));
            if (stopping) {
                begun.executor().execute(() -> begun.fail("the driver is stopping"));
            }
            return firstPhase.apply(begun);
        });
    }

    private Phase login(Connection connection) {
        traces.begun(connection);
        return new LoginPhase(connection, this);
    }

    @Override
    public String driver() {
        return name();
    }

    @Override
    public Recording record(String initiator, Path file, long limit) throws IOException {
        Recording recording = traces.begin(initiator, file, limit);
        targets.values().stream()
                .flatMap(target -> target.sessions().stream())
                .filter(session -> session.identity().initiatorName().equalsIgnoreCase(initiator))
                .forEach(session -> session.withConnection(connection -> traces.attach(connection, recording)));
        return recording;
    }

    @Override
    public String name() {
        return "iscsi";
    }

    @Override
    public CompletionStage<List<DriverProblem>> start(DriverHandle given, DriverConfiguration configuration) {
        handle = given;
        // The mid-layer may have been another before, which has stopped this same driver.
        stopping = false;
        badPeers.open();
        withdrawal.begun();
        authenticator.initiators(this::initiators);
        carriedConnections.hold(handle.takeOver().map(this::takeOver).orElse(List.of()));
        try {
            return configure(configuration);
        } catch (RuntimeException | LinkageError e) {
            // What was taken over goes on with a configuration that can be taken, or is left to who comes after this
            // revision.
            carriedConnections.dropAtLast();
            throw e;
        }
    }

    /** Connections are for later, when their targets are there. */
    private List<Handover.Carried> takeOver(Handover left) {
        if (left.version() < OLDEST_HANDOVER || left.version() > HANDOVER_VERSION) {
            LOG.warn("What an earlier revision has left is closed: version {} is not known here", left.version());
            left.abandon();
            return List.of();
        }
        portals.adopt(left.carried());
        List<Handover.Carried> found =
                left.carried().stream().filter(ConnectionRecord::is).toList();
        found.stream().mapToInt(ConnectionRecord::tsih).max().ifPresent(last -> tsih.accumulateAndGet(last, Math::max));
        return found;
    }

    @Override
    public CompletionStage<List<DriverProblem>> configure(DriverConfiguration configuration) {
        List<DriverProblem> problems = new ArrayList<>();
        memory.most(DriverSettings.memory(configuration.settings(), problems));
        loginLimits = DriverSettings.loginLimits(configuration.settings(), problems);
        lastRefusals.clear();
        authenticator.configure(
                Accounts.of("", configuration.settings(), problems), algorithms(configuration, problems));
        settings = DriverSettings.of(configuration.settings(), problems);
        Set<String> wanted = new HashSet<>();
        for (DriverConfiguration.Target target : configuration.targets()) {
            if (wanted.add(target.name())) {
                bring(target, problems);
            }
        }
        for (IscsiTarget target : List.copyOf(targets.values())) {
            if (!wanted.contains(target.name())) {
                LOG.info("Target {} is removed", target.name());
                targets.remove(target.name());
                target.port().close();
                target.sessions().forEach(session -> session.close("the target was removed", false));
            }
        }
        List<String> allowed = allowedPortals(configuration, problems);
        // Before the portals: it recalls on a thread of its own, and should have when they open.
        chooseNameService();
        CompletionStage<List<DriverProblem>> inForce = portals.configure(allowed)
                .thenApply(ofPortals -> {
                    problems.addAll(ofPortals);
                    register();
                    problems.forEach(problem -> LOG.warn("{}. {}", problem.cause(), problem.cure()));
                    return problems;
                });
        carriedConnections.resume(handle::startGate);
        return inForce;
    }

    /** Another name service, or none any more, when the configuration says so; it begins by recalling whom it named last. */
    private void chooseNameService() {
        IsnsSettings wanted = settings.isns().orElse(null);
        CompletableFuture<Void> earlier = CompletableFuture.completedFuture(null);
        if (isns != null && !isns.settings().equals(wanted)) {
            earlier = isns.close(true);
            isns = null;
        }
        if (isns == null && wanted != null) {
            isns = new IsnsRegistrar(wanted, namedInitiators, earlier);
        }
    }

    /** Tells the name service what there is now. */
    private void register() {
        IsnsRegistrar told = isns;
        if (stopping || told == null) {
            return;
        }
        Map<String, IsnsTarget> served = new HashMap<>();
        for (IscsiTarget target : targets.values()) {
            TargetSettings now = target.settings();
            if (settings.enabled() && now.access().enabled()) {
                served.put(target.name(), new IsnsTarget(now.alias(), now.access()::allows));
            }
        }
        told.update(portals.bound(), settings.advertised(), served);
    }

    @Override
    public Admission admission(String target, String initiatorName) {
        IsnsRegistrar asked = isns;
        return asked == null ? Admission.ADMITTED : asked.admission(target, initiatorName);
    }

    private boolean admits(String target, String initiatorName) {
        return admission(target, initiatorName) == Admission.ADMITTED;
    }

    /** Of two files with one name the first counts; core reports the other. */
    private void bring(DriverConfiguration.Target configured, List<DriverProblem> problems) {
        IscsiTarget known = targets.get(configured.name());
        if (known != null && known.isAsIn(configured)) {
            return;
        }
        int before = problems.size();
        TargetSettings settings = TargetSettings.of(configured.id(), configured.properties(), problems);
        boolean faultless = problems.size() == before;
        if (known != null) {
            known.settings(settings, faultless ? configured : null);
            return;
        }
        try {
            String name = IscsiName.ofTarget(configured.name()).value();
            IscsiTarget target = new IscsiTarget(configured.id(), name, settings, discovery::answer, memory);
            target.port(handle.registerPort(target.description()));
            target.settings(settings, faultless ? configured : null);
            targets.put(name, target);
            LOG.info("Target {} is served", name);
        } catch (IllegalArgumentException e) {
            problems.add(new DriverProblem(
                    configured.id(),
                    "name",
                    e.getMessage(),
                    "Write a name that no other target has, for example iqn.2026-11.org.example:san."));
        }
    }

    /** Whose secrets no target may prove itself by. */
    private Collection<Account> initiators() {
        List<Account> all = new ArrayList<>(authenticator.discovery().incoming());
        targets.values()
                .forEach(target -> all.addAll(target.settings().accounts().incoming()));
        return all;
    }

    private static List<ChapAlgorithm> algorithms(DriverConfiguration configuration, List<DriverProblem> problems) {
        String words = configuration.settings().get("chap_algorithms");
        try {
            return words == null ? ChapAlgorithm.available() : ChapAlgorithm.list(words);
        } catch (IllegalArgumentException e) {
            problems.add(new DriverProblem(
                    "", "chap_algorithms", e.getMessage(), "Correct it; accounts cannot be used meanwhile."));
            return List.of();
        }
    }

    /** Nothing is exposed by accident: beyond loopback only with consent, as long as initiators are not authenticated. */
    private List<String> allowedPortals(DriverConfiguration configuration, List<DriverProblem> problems) {
        List<String> allowed = new ArrayList<>();
        boolean openInside = configuration.targets().stream().anyMatch(DriverConfiguration.Target::openToAll);
        boolean open = configuration.targets().stream()
                .filter(DriverConfiguration.Target::openToAll)
                .anyMatch(target -> !Accounts.of(target.id(), target.properties(), new ArrayList<>())
                        .required());
        for (String portal : settings.portals()) {
            boolean openHere = open || openInside && settings.mayBeInternal(portal);
            if (openHere && !settings.allowUnauthenticated() && beyondLoopback(portal)) {
                problems.add(
                        new DriverProblem(
                                "",
                                "portals",
                                portal
                                        + " is not opened: it can be reached from other machines, and a target is open to all of them",
                                "Give the target an account (scst account add), map its LUNs only in groups that name their initiators, or set allow_unauthenticated = true in org.scst.iscsi.cfg."));
            } else {
                allowed.add(portal);
            }
        }
        return allowed;
    }

    private static boolean beyondLoopback(String portal) {
        try {
            InetSocketAddress address = PortalAddress.parse(portal);
            return !address.getAddress().isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public CompletionStage<Void> stop() {
        stopping = true;
        traces.close();
        boolean update = handle != null && !withdrawal.forGood() && !loops.isShuttingDown() && handle.keepsHandover();
        HandoverDraft draft = new HandoverDraft();
        CompletableFuture<Void> closed =
                update ? portals.park().thenAccept(parked -> parked.forEach(draft::add)) : portals.close();
        carriedConnections.stillWaiting().forEach(update ? draft::add : Handover.Carried::abandon);
        List<CompletableFuture<Void>> ending = new ArrayList<>();
        for (Connection connection : connections) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            connection.context().channel().closeFuture().addListener(future -> whenLeft(connection, ended));
            if (update) {
                connection.detachment().leaveTo(draft::add);
            }
            connection.shutDown("the driver withdraws", true);
            ending.add(ended);
        }
        LOG.info("Withdrawing: {} connections end", ending.size());
        CompletableFuture<Void> all = CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS);
        IsnsRegistrar registrar = isns;
        isns = null;
        CompletableFuture<Void> told =
                registrar == null ? all : registrar.close(!update).thenCombine(all, (one, other) -> null);
        return closed.thenCombine(told.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS), (one, other) -> {
            connections.forEach(connection -> connection.context().close());
            if (update) {
                handOver(draft.end());
            }
            targets.clear();
            badPeers.close();
            if (handle != null) {
                withdrawal.ended();
            }
            return null;
        });
    }

    private void handOver(List<Handover.Carried> left) {
        Handover handover = new Handover(HANDOVER_VERSION, left);
        try {
            handle.handOver(handover);
        } catch (DeadHandleException late) {
            handover.abandon();
        }
    }

    /** The channel tells its handlers of its end one task after this future; the task after that is the connection's last. */
    private static void whenLeft(Connection connection, CompletableFuture<Void> ended) {
        connection.executor().execute(() -> connection.executor().execute(() -> ended.complete(null)));
    }

    /** Those of a transport without descriptors do not; nor do discovery sessions, which nobody misses. */
    @Override
    public boolean sessionsOutliveUpdates() {
        return epoll;
    }

    @Override
    public List<String> portals() {
        return portals.bound().stream().map(PortalAddress::text).toList();
    }

    @Override
    public List<DriverLimit> limits() {
        return new LimitsInUse(loginLimits, loginPlaces, memory, badPeers.limits()).list();
    }

    @Override
    public List<LoginStep> why(String initiator, String target) {
        IscsiTarget known = targets.get(target);
        return known == null ? List.of() : new LoginWay(known, portals.bound(), this, lastRefusals).walk(initiator);
    }

    @Override
    public void loginGranted(String initiator, String target) {
        lastRefusals.granted(initiator, target);
    }

    @Override
    public CompletionStage<Boolean> startGate() {
        return handle.startGate();
    }

    @Override
    public DriverSettings settings() {
        return settings;
    }

    @Override
    public IscsiTarget target(String name) {
        return targets.get(name);
    }

    @Override
    public LoginLimits loginLimits() {
        return loginLimits;
    }

    @Override
    public LoginPlaces loginPlaces() {
        return loginPlaces;
    }

    @Override
    public void loginRefused(LoginRefusal refusal) {
        lastRefusals.refused(refusal);
        try {
            handle.loginRefused(refusal);
        } catch (DeadHandleException e) {
            LOG.debug("Core has ended this driver and hears of no more refusals: {}", refusal);
        }
    }

    @Override
    public Authenticator authenticator() {
        return authenticator;
    }

    @Override
    public int newTsih() {
        for (; ; ) {
            int next = tsih.updateAndGet(last -> last >= LAST_TSIH ? 1 : last + 1);
            if (targets.values().stream().noneMatch(target -> target.has(next))) {
                return next;
            }
        }
    }

    @Override
    public Phase discovery(Connection connection, String initiatorName, Negotiated negotiated) {
        return discovery.begin(connection, initiatorName, negotiated);
    }
}
