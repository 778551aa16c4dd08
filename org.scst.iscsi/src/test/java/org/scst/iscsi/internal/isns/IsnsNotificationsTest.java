package org.scst.iscsi.internal.isns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IsnsNotificationsTest {
    private static final int MILLIS = 60_000;

    /** A listening socket of a process without descriptors, for as many attempts as there are to be. */
    private static ServerSocket failing(AtomicInteger attempts) throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress()) {
            @Override
            public Socket accept() throws IOException {
                if (attempts.getAndDecrement() > 0) {
                    throw new SocketException("Too many open files");
                }
                return super.accept();
            }
        };
    }

    @Test
    void shouldPauseAfterEachConnectionThatCannotBeTaken() throws Exception {
        AtomicInteger pauses = new AtomicInteger();
        try (IsnsNotifications notifications = new IsnsNotifications(
                failing(new AtomicInteger(3)), InetAddress.getLoopbackAddress(), () -> {}, pauses::incrementAndGet)) {
            try (Socket server = new Socket(
                    notifications.address().getAddress(),
                    notifications.address().getPort())) {
                server.setSoTimeout(MILLIS);
                IsnsMessage inquiry = IsnsMessage.request(IsnsMessage.ENTITY_STATUS_INQUIRY, 4, List.of());
                server.getOutputStream().write(inquiry.bytes(false));
                assertEquals(0, IsnsMessage.read(server.getInputStream()).status());
            }
            assertEquals(3, pauses.get());
        }
    }
}
