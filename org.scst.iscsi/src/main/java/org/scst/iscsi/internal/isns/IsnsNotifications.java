package org.scst.iscsi.internal.isns;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a server tells of its own accord: state change notifications and inquiries whether this machine is there (RFC 4171 5.6.5.8,
 * 5.6.5.13). Whatever a notification says, it is only a hint to ask the server anew. Others than the server are not listened to.
 *
 * <p><i>Threading:</i> a thread of its own. <i>Ownership:</i> owns its socket.
 */
final class IsnsNotifications implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(IsnsNotifications.class);
    private static final int BACKLOG = 8;
    private static final int PATIENCE_MILLIS = 5000;
    private static final int MOST_MESSAGES = 64;

    private final ServerSocket socket;
    private final InetAddress server;
    private final Runnable changed;

    /**
     * Listens on a port that the kernel chooses.
     *
     * @param here by which the server reaches this machine
     * @param changed called for each notification
     */
    IsnsNotifications(InetAddress here, InetAddress server, Runnable changed) throws IOException {
        socket = new ServerSocket(0, BACKLOG, here);
        this.server = server;
        this.changed = changed;
        Thread.ofPlatform().daemon().name("iSNS notifications").start(this::takeAll);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void takeAll() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                if (connection.getInetAddress().equals(server)) {
                    connection.setSoTimeout(PATIENCE_MILLIS);
                    take(connection);
                }
            } catch (IOException | IllegalArgumentException e) {
                // The second: what was asked is too long to be answered.
                LOG.debug("A notification could not be taken: {}", e.getMessage());
            }
        }
    }

    private void take(Socket connection) throws IOException {
        BufferedInputStream in = new BufferedInputStream(connection.getInputStream());
        for (int i = 0; i < MOST_MESSAGES; i++) {
            IsnsMessage message = IsnsMessage.read(in);
            boolean inquiry = message.function() == IsnsMessage.ENTITY_STATUS_INQUIRY;
            if (!inquiry && message.function() != IsnsMessage.STATE_CHANGE_NOTIFICATION) {
                return;
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
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
