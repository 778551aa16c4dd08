package org.scst.local.internal.target;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
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
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Sense;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverHandle;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.scst.core.target.TargetDriver;
import org.scst.local.InitiatorPort;
import org.scst.local.LocalInitiator;
import org.scst.local.LocalNexus;
import org.scst.local.NexusEvents;
import org.scst.local.internal.fuse.FuseMount;
import org.scst.local.internal.nexus.LocalTransport;
import org.scst.local.internal.nexus.OpenNexus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local target driver as core sees it, and the service by which initiators on this machine reach its targets.
 *
 * <p><i>Threading:</i> core's control thread for {@link TargetDriver}; thread-safe for everybody else.
 */
@Component(service = {TargetDriver.class, LocalInitiator.class})
public final class LocalDriver implements TargetDriver, LocalInitiator {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDriver.class);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final long DRAIN_STEP_MILLIS = 20;

    private final EventLoopGroup loops;
    private final Withdrawal withdrawal;
    private final Map<String, LocalTarget> targets = new ConcurrentHashMap<>();
    private final Set<LocalTransport.Listener> ofBundles = ConcurrentHashMap.newKeySet();
    private volatile DriverHandle handle;
    private volatile CompletionStage<Boolean> gate;
    private volatile CarriedPaths carried = new CarriedPaths();
    private volatile boolean stopping;

    /** Event loops come from the platform. */
    @Activate
    public LocalDriver(@Reference EventLoopGroup loops, @Reference Withdrawal withdrawal) {
        this.loops = loops;
        this.withdrawal = withdrawal;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public CompletionStage<List<DriverProblem>> start(DriverHandle given, DriverConfiguration configuration) {
        handle = given;
        stopping = false;
        carried = new CarriedPaths();
        withdrawal.begun();
        // Core parks the nexuses on the loops, by tasks that are queued already: none may be resumed before.
        gate = afterTasks().thenCompose(parked -> given.startGate());
        CarriedPaths left = carried;
        List<Handover.Carried> uncertain = given.takeOver().map(left::adopt).orElse(List.of());
        CompletableFuture.runAsync(() -> uncertain.forEach(FuseMount::giveUp), ServedPath.WAITING);
        CompletionStage<List<DriverProblem>> inForce = configure(configuration);
        gate.thenCompose(open -> settled()).thenRunAsync(() -> giveUp(left), ServedPath.WAITING);
        return inForce;
    }

    private CompletionStage<Void> settled() {
        return CompletableFuture.allOf(
                targets.values().stream().map(LocalTarget::settled).toArray(CompletableFuture<?>[]::new));
    }

    /** What no target's file names any more. */
    private static void giveUp(CarriedPaths left) {
        if (!left.isLeaving()) {
            left.takeAll().forEach(FuseMount::giveUp);
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
        remove(wanted);
        List<CompletableFuture<List<DriverProblem>>> serving = new ArrayList<>();
        for (DriverConfiguration.Target configured : configuration.targets()) {
            LocalTarget target = targets.get(configured.name());
            if (target != null && wanted.remove(configured.name())) {
                serving.add(target.serve(configured.id(), loops, gate));
            }
        }
        return CompletableFuture.allOf(serving.toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    serving.forEach(one -> problems.addAll(one.join()));
                    problems.forEach(problem -> LOG.warn("{}. {}", problem.cause(), problem.cure()));
                    return problems;
                });
    }

    private void remove(Set<String> wanted) {
        for (LocalTarget target : List.copyOf(targets.values())) {
            if (!wanted.contains(target.name())) {
                LOG.info("Target {} is removed", target.name());
                targets.remove(target.name());
                target.leavePaths().whenComplete((closed, failure) -> target.close());
            }
        }
    }

    /** Of two files with one name the first counts; core reports the other. */
    private void bring(DriverConfiguration.Target configured, List<DriverProblem> problems) {
        TargetSettings settings = TargetSettings.of(configured, problems);
        LocalTarget known = targets.get(configured.name());
        if (known != null) {
            known.settings(settings);
            return;
        }
        try {
            String name = new InitiatorPort(configured.name()).name();
            LocalTarget target = new LocalTarget(name, settings, carried);
            target.port(handle.registerPort(LocalTarget.description(name)));
            targets.put(name, target);
            LOG.info("Target {} is served", name);
        } catch (IllegalArgumentException e) {
            problems.add(new DriverProblem(
                    configured.id(),
                    "name",
                    e.getMessage().replace("initiator", "target"),
                    "Write a name that no other target has, of printable characters without blanks."));
        }
    }

    @Override
    public CompletionStage<Void> stop() {
        stopping = true;
        DriverHandle core = handle;
        CarriedPaths next = carried;
        boolean update = core != null && !withdrawal.forGood() && !loops.isShuttingDown() && core.keepsHandover();
        if (update) {
            next.leave();
        }
        List<LocalTarget> served = List.copyOf(targets.values());
        CompletableFuture<?>[] left =
                served.stream().map(target -> target.leavePaths()).toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> drained = new CompletableFuture<>();
        CompletableFuture.allOf(left)
                .whenComplete((all, failure) -> drain(served, System.nanoTime() + DRAIN.toNanos(), drained));
        return drained.thenApply(all -> {
                    served.forEach(LocalTarget::withdraw);
                    targets.clear();
                    return all;
                })
                .thenCompose(all -> afterTasks())
                .thenAccept(all -> handOver(core, next))
                .whenComplete((all, failure) -> withdrawal.ended());
    }

    /** Those of before that have not found their target yet are left too. */
    private static void handOver(DriverHandle core, CarriedPaths next) {
        List<Handover.Carried> left = next.give();
        if (left.isEmpty()) {
            return;
        }
        if (!next.isLeaving()) {
            left.forEach(FuseMount::giveUp);
            return;
        }
        Handover handover = new Handover(CarriedPaths.VERSION, left);
        try {
            core.handOver(handover);
        } catch (DeadHandleException late) {
            left.forEach(FuseMount::giveUp);
        }
    }

    /** What is in progress gets its answer; new connections are refused meanwhile. */
    private void drain(List<LocalTarget> served, long end, CompletableFuture<Void> drained) {
        long left = served.stream().mapToLong(LocalTarget::inProgress).sum();
        if (left == 0 || System.nanoTime() - end > 0 || loops.isShuttingDown()) {
            drained.complete(null);
        } else {
            loops.next().schedule(() -> drain(served, end, drained), DRAIN_STEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Every loop has run what this driver has given it. */
    private CompletableFuture<Void> afterTasks() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        loops.forEach(loop -> all.add(CompletableFuture.runAsync(() -> {}, loop)));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, DRAIN.toSeconds(), TimeUnit.SECONDS);
    }

    /** Mounts, virtual machines and drivers outside go on; nexuses of other bundles end. */
    @Override
    public boolean sessionsOutliveUpdates() {
        return ofBundles.isEmpty();
    }

    @Override
    public List<String> portals() {
        return List.of();
    }

    @Override
    public List<String> targets() {
        return targets.keySet().stream().sorted().toList();
    }

    @Override
    public CompletionStage<LocalNexus> connect(String target, InitiatorPort port, NexusEvents events) {
        DriverHandle core = handle;
        if (core == null || stopping) {
            return CompletableFuture.failedFuture(new IllegalStateException("the local target driver is not serving"));
        }
        return core.startGate().thenCompose(open -> {
            LocalTarget known = targets.get(target);
            if (!open) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("the configuration is not in force yet"));
            }
            if (known == null) {
                return CompletableFuture.failedFuture(new IllegalArgumentException(
                        "there is no local target \"" + target + "\"; there is: " + String.join(", ", targets())));
            }
            EventLoop loop = loops.next();
            return CompletableFuture.supplyAsync(
                    () -> {
                        LocalTransport.Listener listener = listener(events);
                        OpenNexus nexus = new OpenNexus(target, port, loop, known.open(port, loop, listener));
                        ofBundles.add(listener);
                        return nexus;
                    },
                    loop);
        });
    }

    private LocalTransport.Listener listener(NexusEvents events) {
        return new LocalTransport.Listener() {
            @Override
            public boolean reported(long lun, Sense sense) {
                return events.reported(new LogicalUnitNumber(lun), sense);
            }

            @Override
            public void ended(String cause) {
                ofBundles.remove(this);
                events.ended(cause);
            }
        };
    }
}
