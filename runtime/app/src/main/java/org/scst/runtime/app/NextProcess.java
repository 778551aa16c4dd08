package org.scst.runtime.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The process that is to follow this one: started beside it while all are served, so that initiators wait for no start. It says when it
 * is warm; from then on it waits for the descriptors and the word to begin, and ends by itself if it sees this process end before.
 *
 * <p>Until that word this process can go on in another way, once the other one is surely gone ({@link #end}).
 *
 * <p><i>Threading:</i> confined to the thread that stops the platform.
 */
final class NextProcess {
    /** Said by the next process, with its process id: all is ready that touches nothing of this one's. */
    static final String WARM = "warm ";

    /** Said by the next process, with a sentence: it cannot become ready, and ends. */
    static final String FAILED = "failed ";

    /** Said to the next process, with descriptors: the first of all is that of the memory which says what the others are. */
    static final String DESCRIPTORS = "descriptors";

    /** Said to the next process: there are no more, and this process has stopped in order. */
    static final String ALL = "all";

    /** Said by the next process: it has them. */
    static final String TAKEN = "taken";

    /** Said to the next process: the home is its own. */
    static final String GO = "go";

    /** Said to the next process: it is not to begin. */
    static final String END = "end";

    /** Nobody waits for it but whoever has asked for the restart. */
    static final Duration WARM_LIMIT = Duration.ofSeconds(60);

    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration TAKEN_LIMIT = Duration.ofSeconds(3);
    private static final Duration END_LIMIT = Duration.ofSeconds(1);

    private final ProcessSocket socket;
    private final Path pidFile;
    private long pid = -1;
    private String failure = "";
    private boolean gone;

    /**
     * Prepares.
     *
     * @param socket whose other end the next process has, and nobody else
     * @param pidFile where the launcher writes the next process's id, for one that never says it
     */
    NextProcess(ProcessSocket socket, Path pidFile) {
        this.socket = socket;
        this.pidFile = pidFile;
    }

    /**
     * Waits until it is warm.
     *
     * @param wanted whether it is still to follow
     * @return whether it is; else {@link #failure} says why not
     */
    boolean awaitWarm(Duration limit, BooleanSupplier wanted) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (wanted.getAsBoolean()) {
            Optional<ProcessSocket.Message> message = socket.receive(GLANCE);
            if (message.isPresent()) {
                return understand(message.get());
            }
            if (System.nanoTime() - end > 0) {
                failure = "it was not ready within " + limit.toSeconds() + " s";
                return false;
            }
        }
        failure = "it is not wanted any more";
        return false;
    }

    private boolean understand(ProcessSocket.Message message) {
        if (message.text().startsWith(WARM)) {
            pid = Long.parseLong(message.text().substring(WARM.length()));
            return true;
        }
        failure = message.isEnd() ? "it has ended" : message.text().substring(FAILED.length());
        return false;
    }

    String failure() {
        return failure;
    }

    /** Known once it is warm. */
    long pid() {
        return pid;
    }

    /**
     * Gives it what the mid-layer has left; this process keeps it as well.
     *
     * @param descriptors the first that of the memory
     * @return whether it has all of them
     */
    boolean give(List<Integer> descriptors) {
        if (pid < 0) {
            return false;
        }
        try {
            for (int from = 0; from < descriptors.size(); from += DescriptorMessage.MOST_DESCRIPTORS) {
                int to = Math.min(from + DescriptorMessage.MOST_DESCRIPTORS, descriptors.size());
                socket.send(
                        DESCRIPTORS,
                        descriptors.subList(from, to).stream()
                                .mapToInt(Integer::intValue)
                                .toArray());
            }
            socket.send(ALL);
            return socket.receive(TAKEN_LIMIT)
                    .map(message -> message.text().equals(TAKEN))
                    .orElse(false);
        } catch (IOException ended) {
            return false;
        }
    }

    /**
     * The home is its own from now on, whatever becomes of this process; nothing is left to do here but to end.
     *
     * @return false when it has ended before
     */
    boolean go() {
        try {
            socket.send(GO);
            return true;
        } catch (IOException ended) {
            return false;
        }
    }

    /**
     * Ends it.
     *
     * @return whether it is surely gone: else nobody may go on in this home
     */
    boolean end() throws IOException {
        if (gone) {
            return true;
        }
        try {
            socket.send(END);
        } catch (IOException gone) {
            // Then the end is there to be read.
        }
        if (awaitEnd()) {
            return true;
        }
        // Not a child of this process: that it has not been seen to end says that the number is still its own.
        ProcessHandle.of(pid < 0 ? writtenPid() : pid).ifPresent(ProcessHandle::destroyForcibly);
        return awaitEnd();
    }

    private long writtenPid() {
        try {
            return Long.parseLong(Files.readString(pidFile).strip());
        } catch (IOException | NumberFormatException unwritten) {
            return -1;
        }
    }

    private boolean awaitEnd() throws IOException {
        long end = System.nanoTime() + END_LIMIT.toNanos();
        while (System.nanoTime() - end < 0) {
            if (socket.receive(GLANCE).map(ProcessSocket.Message::isEnd).orElse(false)) {
                socket.close();
                gone = true;
                return true;
            }
        }
        return false;
    }
}
