package org.scst.iscsi.internal.target;

import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverHandle;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.TargetDriver;
import org.scst.iscsi.internal.connection.BadPeers;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.discovery.Discovery;
import org.scst.iscsi.internal.login.IscsiName;
import org.scst.iscsi.internal.login.LoginPhase;
import org.scst.iscsi.internal.login.LoginService;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.scst.iscsi.internal.portal.Portals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The iSCSI target driver as core sees it.
 *
 * <p><i>Threading:</i> core's control thread for {@link TargetDriver}, event loops for {@link LoginService}; thread-safe.
 */
@Component(service = TargetDriver.class)
public final class IscsiDriver implements TargetDriver, LoginService {
    private static final Logger LOG = LoggerFactory.getLogger(IscsiDriver.class);
    /** Of what this revision leaves to the next: listening channels. */
    private static final int HANDOVER_VERSION = 1;

    private static final int MAX_LOGINS = 256;
    private static final int LAST_TSIH = 0xFFFF;
    private static final long CLOSE_SECONDS = 5;
    private static final Duration BAD_PEER_INTERVAL = Duration.ofMinutes(1);
    private static final String DEFAULT_PORTALS = "127.0.0.1:3260, [::1]:3260";

    private final EventLoopGroup loops;
    private final Portals portals;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, IscsiTarget> targets = new ConcurrentHashMap<>();
    private final Discovery discovery;
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicInteger tsih = new AtomicInteger();
    private final Withdrawal withdrawal;
    private final BadPeers badPeers;
    private volatile DriverHandle handle;
    private volatile boolean stopping;

    /** Event loops come from the platform; the property says of which kind they are. */
    @Activate
    public IscsiDriver(
            @Reference EventLoopGroup loops,
            @Reference(service = EventLoopGroup.class) Map<String, Object> kind,
            @Reference Withdrawal withdrawal) {
        this.loops = loops;
        this.withdrawal = withdrawal;
        badPeers = new BadPeers(loops, BAD_PEER_INTERVAL, LOG::warn);
        portals = new Portals(loops, "epoll".equals(kind.get("transport")), this::newConnection);
        discovery = new Discovery(targets, portals::bound);
    }

    private Connection newConnection() {
        return new Connection(badPeers, this::login);
    }

    private Phase login(Connection connection) {
        connections.add(connection);
        connection.context().channel().closeFuture().addListener(closed -> connections.remove(connection));
        if (stopping) {
            connection.executor().execute(() -> connection.fail("the driver is stopping"));
        }
        return new LoginPhase(connection, this);
    }

    @Override
    public String name() {
        return "iscsi";
    }

    @Override
    public CompletionStage<List<DriverProblem>> start(DriverHandle given, DriverConfiguration configuration) {
        handle = given;
        withdrawal.begun();
        handle.takeOver().ifPresent(this::takeOver);
        return configure(configuration);
    }

    private void takeOver(Handover left) {
        if (left.version() == HANDOVER_VERSION) {
            portals.adopt(left.carried());
        } else {
            left.abandon();
        }
    }

    @Override
    public CompletionStage<List<DriverProblem>> configure(DriverConfiguration configuration) {
        List<DriverProblem> problems = new ArrayList<>();
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
        return portals.configure(allowed).thenApply(ofPortals -> {
            problems.addAll(ofPortals);
            problems.forEach(problem -> LOG.warn("{}. {}", problem.cause(), problem.cure()));
            return problems;
        });
    }

    /** Of two files with one name the first counts; core reports the other. */
    private void bring(DriverConfiguration.Target configured, List<DriverProblem> problems) {
        TargetSettings settings = TargetSettings.of(configured.id(), configured.properties(), problems);
        IscsiTarget known = targets.get(configured.name());
        if (known != null) {
            known.settings(settings);
            return;
        }
        try {
            String name = IscsiName.ofTarget(configured.name()).value();
            IscsiTarget target = new IscsiTarget(configured.id(), name, settings, discovery::answer);
            target.port(handle.registerPort(target.description()));
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

    /** Nothing is exposed by accident: beyond loopback only with consent, as long as initiators are not authenticated. */
    private List<String> allowedPortals(DriverConfiguration configuration, List<DriverProblem> problems) {
        List<String> allowed = new ArrayList<>();
        boolean consent = truth(configuration.settings().getOrDefault("allow_unauthenticated", "false"));
        boolean open = configuration.targets().stream().anyMatch(DriverConfiguration.Target::openToAll);
        for (String portal : PortalAddress.list(configuration.settings().getOrDefault("portals", DEFAULT_PORTALS))) {
            if (open && !consent && beyondLoopback(portal)) {
                problems.add(
                        new DriverProblem(
                                "",
                                "portals",
                                portal
                                        + " is not opened: it can be reached from other machines, and a target is open to all of them",
                                "Set allow_unauthenticated = true in org.scst.iscsi.cfg, or map LUNs only in groups that name their initiators."));
            } else {
                allowed.add(portal);
            }
        }
        return allowed;
    }

    private static boolean truth(String word) {
        return List.of("true", "yes", "1").contains(word.trim().toLowerCase(java.util.Locale.ROOT));
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
        boolean update = handle != null && !withdrawal.forGood() && !loops.isShuttingDown();
        CompletableFuture<Void> closed = update ? portals.park().thenAccept(this::handOver) : portals.close();
        List<CompletableFuture<Void>> ending = new ArrayList<>();
        for (Connection connection : connections) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            connection.context().channel().closeFuture().addListener(future -> whenLeft(connection, ended));
            connection.shutDown("the driver withdraws", true);
            ending.add(ended);
        }
        LOG.info("Withdrawing: {} connections end", ending.size());
        CompletableFuture<Void> all = CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS);
        return closed.thenCombine(all, (one, other) -> {
            connections.forEach(connection -> connection.context().close());
            targets.clear();
            badPeers.close();
            if (handle != null) {
                withdrawal.ended();
            }
            return null;
        });
    }

    private void handOver(List<Handover.Carried> parked) {
        Handover handover = new Handover(HANDOVER_VERSION, parked);
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

    @Override
    public List<String> portals() {
        return portals.bound().stream().map(Discovery::text).toList();
    }

    @Override
    public CompletionStage<Boolean> startGate() {
        return handle.startGate();
    }

    @Override
    public IscsiTarget target(String name) {
        return targets.get(name);
    }

    @Override
    public boolean loginBegun() {
        if (logins.incrementAndGet() <= MAX_LOGINS) {
            return true;
        }
        logins.decrementAndGet();
        return false;
    }

    @Override
    public void loginEnded() {
        logins.decrementAndGet();
    }

    @Override
    public void loginRefused(LoginRefusal refusal) {
        try {
            handle.loginRefused(refusal);
        } catch (DeadHandleException e) {
            LOG.debug("Core has ended this driver and hears of no more refusals: {}", refusal);
        }
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
