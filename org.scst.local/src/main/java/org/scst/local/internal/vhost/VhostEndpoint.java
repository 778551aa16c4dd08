package org.scst.local.internal.vhost;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.scst.core.linux.Descriptor;
import org.scst.local.internal.block.Sender;
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
     * Listens, as {@link ListeningSocket#open} does.
     *
     * @param senders each makes the nexus of one guest, on that loop
     */
    public static VhostEndpoint open(Path path, EventLoop loop, Supplier<Sender> senders) throws IOException {
        VhostEndpoint endpoint = new VhostEndpoint(path, senders);
        endpoint.listening = ListeningSocket.open(path, loop, endpoint::connected);
        LOG.info("Virtual machines connect to {}", path);
        return endpoint;
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
        return listening.close(() -> {
            closed = true;
            if (connection != null) {
                connection.end("the target is served no more");
            }
        });
    }
}
