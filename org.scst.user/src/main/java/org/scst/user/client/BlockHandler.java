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
 * Serves one device for as long as its connection lasts. A program with several devices has one of these for each.
 *
 * <p><i>Threading:</i> {@link #serve} on the caller's thread; {@link #capacity} and {@link #stop} anywhere. Owns a thread for each
 * queue.
 */
public final class BlockHandler {
    private final LocalSocket socket;
    private final Registration registration;
    private final BlockStorage storage;
    private final Consumer<String> told;

    /**
     * Connects and registers.
     *
     * @param path of the platform's socket
     * @param told what the platform says to people, while waiting and at the end
     * @throws IOException when nobody listens there
     */
    public BlockHandler(Path path, Registration registration, BlockStorage storage, Consumer<String> told)
            throws IOException {
        this.registration = registration;
        this.storage = storage;
        this.told = told;
        socket = LocalSocket.connect(path);
        socket.send(registration.write());
    }

    /**
     * Serves until the connection ends: {@link #stop}, or the platform stops or has the device no more. To register again, make
     * another.
     *
     * @throws RefusedException when the registration is wrong: to repeat it would not help
     */
    public void serve() throws IOException {
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
                    storage);
            queues.add(queue);
            threads.add(Thread.ofPlatform()
                    .name(registration.name() + "-" + i)
                    .daemon()
                    .start(queue));
        }
        try {
            for (SocketMessage news = receive(); news != null; news = receive()) {
                told.accept(Wire.text(news.bytes()));
            }
        } finally {
            queues.forEach(HandlerQueue::end);
            threads.forEach(BlockHandler::await);
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The medium has another capacity, in bytes: initiators are told. */
    public void capacity(long bytes) throws IOException {
        socket.send(Wire.capacity(bytes));
    }

    /** Ends the connection: {@link #serve} returns. What was asked and is not answered yet, initiators repeat. */
    public void stop() {
        socket.shutdown();
    }
}
