package org.scst.local.internal.target;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.scst.local.InitiatorPort;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.fuse.FuseMount;
import org.scst.local.internal.handover.Place;
import org.scst.local.internal.outside.OutsideEndpoint;
import org.scst.local.internal.vhost.VhostEndpoint;

/**
 * A path by which a target is reached, which follows its file: where it is mounted, or where virtual
 * machines or drivers outside connect.
 *
 * <p><i>Threading:</i> thread-safe: what is opened and closed is so one after another, on a thread that may wait.
 */
final class ServedPath {
    private static final InitiatorPort MOUNT = new InitiatorPort("mount");
    private static final InitiatorPort VHOST_USER = new InitiatorPort("vhost-user");
    /** Threads that may wait. */
    static final Executor WAITING =
            task -> Thread.ofPlatform().daemon().name("scst-local-path").start(task);

    private final LocalTarget target;
    private final String property;
    private final Opener opener;
    private CompletableFuture<List<DriverProblem>> last = CompletableFuture.completedFuture(List.of());
    private Path there;
    private Served served;

    /** What is at a path. */
    @FunctionalInterface
    private interface Served {
        /** Ends it. */
        CompletableFuture<Void> close();
    }

    /** Opens what is at a path. */
    private interface Opener {
        Served open(Path path, EventLoop loop, Function<InitiatorPort, Sender> senders) throws IOException;
    }

    private ServedPath(LocalTarget target, String property, Opener opener) {
        this.target = target;
        this.property = property;
        this.opener = opener;
    }

    /**
     * Its disks as files.
     *
     * @param carried whence mounts come that an earlier revision has left, and where they go that are left to the next
     */
    static ServedPath mount(LocalTarget target, CarriedPaths carried) {
        return new ServedPath(target, "mount", (path, loop, senders) -> {
            Sender sender = senders.apply(MOUNT);
            carried.takeOthers(path, target.name()).forEach(FuseMount::giveUp);
            Optional<Handover.Carried> left = carried.take(path, target.name());
            FuseMount mounted = left.isPresent()
                    ? FuseMount.resume(path, target.name(), sender, left.get())
                    : FuseMount.mount(path, target.name(), sender);
            return () -> carried.isLeaving()
                    ? mounted.leave().thenAccept(goesOn -> goesOn.ifPresent(carried::add))
                    : mounted.unmount();
        });
    }

    /**
     * A socket for virtual machines.
     *
     * @param carried as of {@link #mount}
     */
    static ServedPath vhostUser(LocalTarget target, CarriedPaths carried) {
        return new ServedPath(target, "vhost_user", (path, loop, senders) -> {
            Place place = new Place("vhost_user", path, target.name());
            carried.takeOthers(place).forEach(Handover.Carried::abandon);
            VhostEndpoint endpoint =
                    VhostEndpoint.open(path, loop, () -> senders.apply(VHOST_USER), carried.take(place));
            return () -> carried.isLeaving()
                    ? endpoint.leave().thenAccept(left -> carried.add(place, left))
                    : endpoint.close();
        });
    }

    /**
     * A socket for drivers in other processes.
     *
     * @param carried as of {@link #mount}
     */
    static ServedPath driverSocket(LocalTarget target, CarriedPaths carried) {
        return new ServedPath(target, "driver_socket", (path, loop, senders) -> {
            Place place = new Place("driver_socket", path, target.name());
            carried.takeOthers(place).forEach(Handover.Carried::abandon);
            OutsideEndpoint endpoint = OutsideEndpoint.open(path, loop, senders, carried.take(place));
            return () -> carried.isLeaving()
                    ? endpoint.leave().thenAccept(left -> carried.add(place, left))
                    : endpoint.close();
        });
    }

    /**
     * Brings it where it is wanted.
     *
     * @param id NAME of the target's file
     * @param path {@code null} for nowhere
     * @param loop on which it would be served
     * @return what could not be done, when it is done
     */
    synchronized CompletableFuture<List<DriverProblem>> bring(
            String id, Path path, EventLoop loop, CompletionStage<Boolean> startGate) {
        last = last.handleAsync((earlier, failure) -> move(id, path, loop, startGate), WAITING);
        return last;
    }

    private List<DriverProblem> move(String id, Path path, EventLoop loop, CompletionStage<Boolean> startGate) {
        if (path != null && path.equals(there)) {
            return List.of();
        }
        leave();
        if (path == null) {
            return List.of();
        }
        try {
            served = opener.open(
                    path,
                    loop,
                    initiator -> new Sender(loop, (on, listener) -> target.open(initiator, on, listener), startGate));
            there = path;
            return List.of();
        } catch (IOException e) {
            return List.of(new DriverProblem(
                    id,
                    property,
                    property + " of " + target.name() + ": " + e.getMessage(),
                    "Cure that, and apply the file again."));
        }
    }

    private void leave() {
        if (served != null) {
            served.close().join();
            served = null;
            there = null;
        }
    }

    /** Completes when all that was asked up to now has been done. */
    synchronized CompletableFuture<?> settled() {
        return last;
    }

    /** Takes it away. */
    synchronized CompletableFuture<?> close() {
        last = last.handleAsync(
                (earlier, failure) -> {
                    leave();
                    return List.<DriverProblem>of();
                },
                WAITING);
        return last;
    }
}
