package org.scst.user.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.scst.core.linux.LocalSocket;
import org.scst.core.linux.MemoryFile;
import org.scst.core.linux.PipeEnd;
import org.scst.core.linux.SocketMessage;
import org.scst.user.wire.Acceptance;
import org.scst.user.wire.QueueLayout;
import org.scst.user.wire.RefusedException;
import org.scst.user.wire.Registration;
import org.scst.user.wire.Wire;

/**
 * One device's connection with the platform, and the threads of its queues.
 *
 * <p><i>Threading:</i> {@link #serve} on the caller's thread; {@link #send} and {@link #stop} anywhere. Owns a thread for each queue.
 */
final class HandlerConnection {
    private final LocalSocket socket;
    private final Registration registration;
    private final Requests requests;
    private final Consumer<String> told;

    HandlerConnection(Path path, Registration registration, Requests requests, Consumer<String> told)
            throws IOException {
        this.registration = registration;
        this.requests = requests;
        this.told = told;
        socket = LocalSocket.connect(path);
        socket.send(registration.write());
    }

    /** Serves until the connection ends. */
    void serve() throws IOException {
        try {
            SocketMessage accepted = awaitAcceptance();
            if (accepted != null) {
                serve(accepted);
            }
        } finally {
            socket.close();
        }
    }

    private SocketMessage awaitAcceptance() throws IOException {
        for (SocketMessage message = receive(); message != null; message = receive()) {
            switch (Wire.type(message.bytes())) {
                case Wire.ACCEPTED -> {
                    return message;
                }
                case Wire.REFUSED -> throw new RefusedException(Wire.text(message.bytes()));
                default -> told.accept(Wire.text(message.bytes()));
            }
        }
        return null;
    }

    private SocketMessage receive() throws IOException {
        return socket.receive(Wire.LONGEST_MESSAGE);
    }

    private void serve(SocketMessage message) throws IOException {
        Acceptance accepted = Acceptance.read(message.bytes());
        int[] descriptors = message.descriptors();
        try (MemoryFile control = MemoryFile.attach("rings", descriptors[0], accepted.controlSize());
                MemoryFile data = MemoryFile.attach("data", descriptors[1], accepted.dataSize())) {
            List<PipeEnd> pipes = new ArrayList<>();
            for (int i = 2; i < descriptors.length; i++) {
                pipes.add(new PipeEnd(descriptors[i]));
            }
            serve(accepted, control, data, pipes);
            pipes.forEach(PipeEnd::close);
        }
    }

    private void serve(Acceptance accepted, MemoryFile control, MemoryFile data, List<PipeEnd> pipes)
            throws IOException {
        List<HandlerQueue> queues = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < accepted.queues(); i++) {
            HandlerQueue queue = new HandlerQueue(
                    control.memory().asSlice((long) i * accepted.queueSize(), accepted.queueSize()),
                    data.memory(),
                    new QueueLayout(accepted.entries()),
                    pipes.get(2 * i),
                    pipes.get(2 * i + 1),
                    socket,
                    requests);
            queues.add(queue);
            threads.add(Thread.ofPlatform()
                    .name(registration.name() + "-" + i)
                    .daemon()
                    .start(queue));
        }
        try {
            for (SocketMessage news = receive(); news != null; news = receive()) {
                if (Wire.type(news.bytes()) == Wire.ABORTED) {
                    requests.aborted();
                } else {
                    told.accept(Wire.text(news.bytes()));
                }
            }
        } finally {
            queues.forEach(HandlerQueue::end);
            threads.forEach(HandlerConnection::await);
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void send(byte[] message) throws IOException {
        socket.send(message);
    }

    void stop() {
        socket.shutdown();
    }
}
