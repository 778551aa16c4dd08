package org.scst.runtime.app;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * The other side of {@link NextProcess}: this process has been started beside the one that serves the home, touches nothing of it, and
 * goes on where that one ends.
 *
 * <p>Whoever has not been told to go on ends with the process before: both at once would serve one home. The process before is surely
 * gone when its end of the socket is, for it closes that in no other way without having seen this one end; so if it dies after it has
 * given everything, it is no longer needed, and this one goes on.
 *
 * <p><i>Threading:</i> a thread of its own listens; the main thread asks.
 */
final class TakeOver {
    /** Number of the descriptor of this process's end of the socket. */
    static final String PROPERTY = "scst.beside";

    private static final Duration WHATEVER_IT_TAKES = Duration.ofMillis(-1);

    private final ProcessSocket socket;
    private final Runnable leave;
    private final List<Integer> descriptors = new ArrayList<>();
    private final CompletableFuture<List<Integer>> turn = new CompletableFuture<>();
    private boolean complete;

    /**
     * Prepares.
     *
     * @param leave ends this process at once; called when nobody is to follow
     */
    TakeOver(ProcessSocket socket, Runnable leave) {
        this.socket = socket;
        this.leave = leave;
    }

    /** Present when this process has been started beside another. */
    static Optional<TakeOver> of(UnaryOperator<String> properties, Runnable leave) {
        return Optional.ofNullable(properties.apply(PROPERTY))
                .map(number -> new TakeOver(new ProcessSocket(Integer.parseInt(number)), leave));
    }

    /** Begins to listen; returns at once. */
    void begin() {
        Thread.ofPlatform().daemon().name("scst-take-over").start(this::listen);
    }

    /** Listens until this process is to go on, or has left. */
    void listen() {
        try {
            while (!turn.isDone()) {
                Optional<ProcessSocket.Message> message = socket.receive(WHATEVER_IT_TAKES);
                if (message.isPresent() && !understand(message.get())) {
                    leave.run();
                    return;
                }
            }
            socket.close();
        } catch (IOException failure) {
            leave.run();
        }
    }

    private boolean understand(ProcessSocket.Message message) throws IOException {
        switch (message.text()) {
            case NextProcess.DESCRIPTORS -> descriptors.addAll(message.descriptors());
            case NextProcess.ALL -> {
                complete = true;
                try {
                    socket.send(NextProcess.TAKEN);
                } catch (IOException gone) {
                    // Its end is read next.
                }
            }
            case NextProcess.GO -> turn.complete(List.copyOf(descriptors));
            default -> {
                if (!complete || !message.isEnd()) {
                    return false;
                }
                turn.complete(List.copyOf(descriptors));
            }
        }
        return true;
    }

    /** Says that nothing is missing but the home. */
    void warm(long pid) throws IOException {
        socket.send(NextProcess.WARM + pid);
    }

    /** Says that this process cannot follow. */
    void failed(String sentence) throws IOException {
        socket.send(NextProcess.FAILED + sentence);
    }

    /**
     * Waits for the home.
     *
     * @return the descriptors that the process before has left, first that of the memory; none when it has left nothing
     */
    List<Integer> await() {
        return turn.join();
    }

    /** Whether the home is this process's: before that there is nothing to stop. */
    boolean isDone() {
        return turn.isDone();
    }
}
