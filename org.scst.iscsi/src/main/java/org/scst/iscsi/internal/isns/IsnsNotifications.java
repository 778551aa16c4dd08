package org.scst.iscsi.internal.isns;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a server tells of its own accord: state change notifications and inquiries whether this machine is there (RFC 4171 5.6.5.8,
 * 5.6.5.13). Whatever a notification says, it is only a hint to ask the server anew. Others than the server are not listened to.
 *
 * <p>A server may have a connection for each target, and keep it for what it has to tell later: none is ended from here but the oldest of
 * too many.
 *
 * <p><i>Threading:</i> thread-safe; a thread of its own, and one for each connection. <i>Ownership:</i> owns its sockets.
 */
final class IsnsNotifications implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(IsnsNotifications.class);
    private static final int BACKLOG = 8;
    private static final int MOST_CONNECTIONS = 64;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocket socket;
    private final InetAddress server;
    private final Runnable changed;
    private final Runnable pause;
    /** The oldest first; guarded by itself. */
    private final Set<Socket> connections = new LinkedHashSet<>();

    /**
     * Listens on a port that the kernel chooses.
     *
     * @param here a portal's address, by which the server reaches this machine
     * @param changed called for each notification, on any thread
     */
    IsnsNotifications(InetAddress here, InetAddress server, Runnable changed) throws IOException {
        this(new ServerSocket(0, BACKLOG, here), server, changed, () -> LockSupport.parkNanos(PAUSE.toNanos()));
    }

    /**
     * @param socket listens; owned
     * @param pause waits after an attempt to accept that has failed
     */
    IsnsNotifications(ServerSocket socket, InetAddress server, Runnable changed, Runnable pause) {
        this.socket = socket;
        this.server = server;
        this.changed = changed;
        this.pause = pause;
        Thread.ofPlatform().daemon().name("iSNS notifications").start(this::takeAll);
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void takeAll() {
        while (!socket.isClosed()) {
            try {
                begin(socket.accept());
            } catch (IOException e) {
                LOG.debug("A connection for notifications could not be taken: {}", e.getMessage());
                // Without descriptors left every attempt fails at once: they must not take the processor as well.
                pause.run();
            }
        }
    }

    private void begin(Socket connection) throws IOException {
        if (!connection.getInetAddress().equals(server)) {
            connection.close();
            return;
        }
        // A server that is gone without a word must not keep its place for ever.
        connection.setKeepAlive(true);
        synchronized (connections) {
            if (connections.size() == MOST_CONNECTIONS) {
                Socket oldest = connections.iterator().next();
                connections.remove(oldest);
                oldest.close();
            }
            connections.add(connection);
            if (socket.isClosed()) {
                connection.close();
            }
        }
        Thread.ofVirtual().name("iSNS notifications").start(() -> takeAllOf(connection));
    }

    private void takeAllOf(Socket connection) {
        try (connection) {
            BufferedInputStream in = new BufferedInputStream(connection.getInputStream());
            boolean more;
            do {
                more = take(connection, in);
            } while (more);
        } catch (IOException | IllegalArgumentException e) {
            // The second: what was asked is too long to be answered.
            LOG.debug("A connection for notifications ends: {}", e.getMessage());
        } finally {
            synchronized (connections) {
                connections.remove(connection);
            }
        }
    }

    /** Takes and answers one message; returns {@code false} for one that has no place here. */
    private boolean take(Socket connection, BufferedInputStream in) throws IOException {
        IsnsMessage message = IsnsMessage.read(in);
        boolean inquiry = message.function() == IsnsMessage.ENTITY_STATUS_INQUIRY;
        if (!inquiry && message.function() != IsnsMessage.STATE_CHANGE_NOTIFICATION) {
            return false;
        }
        List<IsnsAttribute> echoed = inquiry
                ? message.attributes()
                : message.attributes().stream().limit(1).toList();
        IsnsMessage response =
                new IsnsMessage(message.function() | IsnsMessage.RESPONSE, message.transaction(), 0, echoed);
        connection.getOutputStream().write(response.bytes(false));
        if (!inquiry) {
            changed.run();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        synchronized (connections) {
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }
}
