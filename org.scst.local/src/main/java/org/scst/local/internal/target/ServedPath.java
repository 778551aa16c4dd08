package org.scst.local.internal.target;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.scst.core.target.DriverProblem;
import org.scst.local.InitiatorPort;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.fuse.FuseMount;
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
    private static final Executor WAITING =
            task -> Thread.ofPlatform().daemon().name("scst-local-path").start(task);

    private final LocalTarget target;
    private final String property;
    private final Opener opener;
    private CompletableFuture<List<DriverProblem>> last = CompletableFuture.completedFuture(List.of());
    private Path there;
    private Supplier<CompletableFuture<Void>> closer;

    /** Opens what is at a path. */
    private interface Opener {
        /** @return what closes it */
        Supplier<CompletableFuture<Void>> open(Path path, EventLoop loop, Function<InitiatorPort, Sender> senders)
                throws IOException;
    }

    private ServedPath(LocalTarget target, String property, Opener opener) {
        this.target = target;
        this.property = property;
        this.opener = opener;
    }

    /** Its disks as files. */
    static ServedPath mount(LocalTarget target) {
        return new ServedPath(
                target,
                "mount",
                (path, loop, senders) -> FuseMount.mount(path, target.name(), senders.apply(MOUNT))::unmount);
    }

    /** A socket for virtual machines. */
    static ServedPath vhostUser(LocalTarget target) {
        return new ServedPath(
                target,
                "vhost_user",
                (path, loop, senders) -> VhostEndpoint.open(path, loop, () -> senders.apply(VHOST_USER))::close);
    }

    /** A socket for drivers in other processes. */
    static ServedPath driverSocket(LocalTarget target) {
        return new ServedPath(
                target, "driver_socket", (path, loop, senders) -> OutsideEndpoint.open(path, loop, senders)::close);
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
            closer = opener.open(
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
        if (closer != null) {
            closer.get().join();
            closer = null;
            there = null;
        }
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
