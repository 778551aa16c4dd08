package org.scst.iscsi.internal.isns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A name service on loopback that grants everything, names the initiators it is told to, and remembers what it was asked. */
final class FakeNameService implements AutoCloseable {
    private static final int SECONDS = 60;

    final BlockingQueue<IsnsMessage> requests = new LinkedBlockingQueue<>();
    volatile List<String> initiators = List.of();
    volatile int status;
    /** Sent in place of a response, when there is something. */
    volatile byte[] nonsense = {};

    private final ServerSocket socket;

    FakeNameService() throws IOException {
        socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** The next request of this function, others left out. */
    IsnsMessage await(int function) throws InterruptedException {
        for (; ; ) {
            IsnsMessage next = requests.poll(SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no request of function " + function);
            }
            if (next.function() == function) {
                return next;
            }
        }
    }

    /** Tells of a change as a server does: on a connection of its own. */
    IsnsMessage notify(int port, IsnsMessage message) throws IOException {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.setSoTimeout(SECONDS * 1000);
            connection.getOutputStream().write(message.bytes(false));
            return IsnsMessage.read(connection.getInputStream());
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                while (true) {
                    IsnsMessage request = IsnsMessage.read(connection.getInputStream());
                    connection
                            .getOutputStream()
                            .write(
                                    nonsense.length > 0
                                            ? nonsense
                                            : response(request).bytes(false));
                    requests.add(request);
                }
            } catch (IOException e) {
                // The client has closed, or the test is over.
                continue;
            }
        }
    }

    private IsnsMessage response(IsnsMessage request) {
        List<IsnsAttribute> attributes = new ArrayList<>();
        if (request.function() == IsnsMessage.DEVICE_ATTRIBUTE_QUERY) {
            attributes.add(request.attributes().get(1));
            attributes.add(IsnsAttribute.delimiter());
            initiators.forEach(name -> attributes.add(IsnsAttribute.text(IsnsAttribute.ISCSI_NAME, name)));
        }
        return new IsnsMessage(request.function() | IsnsMessage.RESPONSE, request.transaction(), status, attributes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
