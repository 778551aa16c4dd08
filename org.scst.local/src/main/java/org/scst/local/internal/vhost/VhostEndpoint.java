package org.scst.local.internal.vhost;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.scst.core.linux.Descriptor;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.handover.LeftConnection;
import org.scst.local.internal.handover.LeftEndpoint;
import org.scst.local.internal.loop.ListeningSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket to which a hypervisor connects (vhost-user): its guest has the target's logical units behind a virtio-scsi adapter. One at a
 * time: a guest that comes while another is there is turned away.
 *
 * <p><i>Threading:</i> {@link #open} and {@link #close} touch files, on a thread that may; all else is confined to its event loop.
 */
public final class VhostEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(VhostEndpoint.class);

    private final Path path;
    private final Supplier<Sender> senders;
    private ListeningSocket listening;
    private VhostConnection connection;
    private boolean closed;

    private VhostEndpoint(Path path, Supplier<Sender> senders) {
        this.path = path;
        this.senders = senders;
    }

    /**
     * Goes on with what an earlier revision has left, and listens, as {@link LeftEndpoint#listen} does.
     *
     * @param senders each makes the nexus of one guest, on that loop
     * @param left of {@link #leave} at this path; taken
     */
    public static VhostEndpoint open(Path path, EventLoop loop, Supplier<Sender> senders, LeftEndpoint left)
            throws IOException {
        VhostEndpoint endpoint = new VhostEndpoint(path, senders);
        endpoint.listening = left.listen(path, loop, endpoint::resume, endpoint::connected, endpoint::end);
        LOG.info("Virtual machines connect to {}", path);
        return endpoint;
    }

    private void resume(LeftConnection left) {
        if (connection != null || closed) {
            left.abandon();
            return;
        }
        connection = VhostConnection.resume(left, senders.get(), gone -> connection = null)
                .orElse(null);
        if (connection != null) {
            LOG.info("A virtual machine goes on at {}", path);
        }
    }

    private void connected(Descriptor socket) {
        if (connection != null || closed) {
            LOG.warn("A second virtual machine is turned away from {}: each needs a target of its own", path);
            socket.close();
            return;
        }
        connection = new VhostConnection(socket, senders.get(), gone -> connection = null);
        connection.begin();
        LOG.info("A virtual machine has connected to {}", path);
    }

    /** Ends what is connected, and listens no more. */
    public CompletableFuture<Void> close() {
        return listening.close(this::end);
    }

    private void end() {
        closed = true;
        if (connection != null) {
            connection.end("the target is served no more");
        }
    }

    /** Leaves what is connected, and the socket, to the next revision. */
    public CompletableFuture<LeftEndpoint> leave() {
        return listening.leave(socket -> {
            closed = true;
            return connection == null
                    ? CompletableFuture.completedFuture(new LeftEndpoint(socket, List.of()))
                    : connection
                            .leave()
                            .thenApply(left ->
                                    new LeftEndpoint(socket, left.map(List::of).orElse(List.of())));
        });
    }
}
