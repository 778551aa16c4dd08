package org.scst.local.internal.outside;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.scst.core.linux.Descriptor;
import org.scst.local.InitiatorPort;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.handover.LeftConnection;
import org.scst.local.internal.handover.LeftEndpoint;
import org.scst.local.internal.loop.ListeningSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket by which other processes are initiators of a target: target drivers of other protocols, written in any language.
 *
 * <p><i>Threading:</i> {@link #open} and {@link #close} touch files, on a thread that may; all else is confined to its event loop.
 */
public final class OutsideEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideEndpoint.class);
    private static final int MOST_CONNECTIONS = 256;

    private final EventLoop loop;
    private final Function<InitiatorPort, Sender> senders;
    private final Set<OutsideConnection> connections = new HashSet<>();
    private ListeningSocket listening;
    private boolean closed;

    private OutsideEndpoint(EventLoop loop, Function<InitiatorPort, Sender> senders) {
        this.loop = loop;
        this.senders = senders;
    }

    /**
     * Goes on with what an earlier revision has left, and listens, as {@link LeftEndpoint#listen} does.
     *
     * @param senders each makes the nexus of one initiator, on that loop
     * @param left of {@link #leave} at this path; taken
     */
    public static OutsideEndpoint open(
            Path path, EventLoop loop, Function<InitiatorPort, Sender> senders, LeftEndpoint left) throws IOException {
        OutsideEndpoint endpoint = new OutsideEndpoint(loop, senders);
        endpoint.listening = left.listen(path, loop, endpoint::resume, endpoint::connected, endpoint::end);
        LOG.info("Drivers outside connect to {}", path);
        return endpoint;
    }

    private void resume(LeftConnection left) {
        if (closed) {
            left.abandon();
            return;
        }
        OutsideConnection connection = new OutsideConnection(left.socket(), senders, connections::remove);
        connections.add(connection);
        connection.resume(left, loop);
    }

    private void connected(Descriptor socket) {
        if (connections.size() == MOST_CONNECTIONS) {
            LOG.warn("One more than {} initiators outside is turned away", MOST_CONNECTIONS);
            socket.close();
            return;
        }
        OutsideConnection connection = new OutsideConnection(socket, senders, connections::remove);
        connections.add(connection);
        connection.begin(loop);
    }

    /** Ends what is connected, and listens no more. */
    public CompletableFuture<Void> close() {
        return listening.close(this::end);
    }

    private void end() {
        closed = true;
        List.copyOf(connections).forEach(connection -> connection.end("the target is served no more"));
    }

    /** Leaves what is connected, and the socket, to the next revision. */
    public CompletableFuture<LeftEndpoint> leave() {
        return listening.leave(socket -> {
            closed = true;
            List<CompletableFuture<Optional<LeftConnection>>> leaving = List.copyOf(connections).stream()
                    .map(connection -> connection.leave(loop))
                    .toList();
            return CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
                    .thenApply(all -> new LeftEndpoint(
                            socket,
                            leaving.stream().flatMap(one -> one.join().stream()).toList()));
        });
    }
}
