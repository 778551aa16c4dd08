package org.scst.runtime.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.List;

/**
 * The descriptors that a service manager keeps from the end of this process to the start of the next ({@code FDSTORE=1} of
 * {@code sd_notify(3)}): the sockets, and the memory that says what they are. The launcher finds them again by these names.
 *
 * <p><i>Threading:</i> confined to the thread that stops the platform, or the one that starts it.
 */
final class DescriptorStore {
    /** Of the memory, of which there is one. */
    private static final String MEMORY = "scst-passage";

    private static final String SOCKETS = "scst-socket";

    private static final int BATCH = DescriptorMessage.MOST_DESCRIPTORS;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 2;
    private static final int BARRIER_MILLIS = 3000;
    private static final int O_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int POLL_BYTES = 8;

    private static final MethodHandle PIPE2 = NotifySocket.function("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle POLL = NotifySocket.function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = NotifySocket.function("close", JAVA_INT, JAVA_INT);

    private final NotifySocket socket;

    DescriptorStore(NotifySocket socket) {
        this.socket = socket;
    }

    /**
     * Gives them to the service manager, and returns when it has them: after the end of this process it would not know whose they are.
     *
     * @param descriptors the first that of the memory
     */
    void keep(List<Integer> descriptors) throws IOException, InterruptedException {
        send(MEMORY, descriptors.subList(0, 1));
        for (int from = 1; from < descriptors.size(); from += BATCH) {
            send(SOCKETS, descriptors.subList(from, Math.min(from + BATCH, descriptors.size())));
        }
        awaitTaken();
    }

    private void send(String name, List<Integer> descriptors) throws IOException, InterruptedException {
        send(
                "FDSTORE=1\nFDNAME=" + name,
                descriptors.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Its queue is short. */
    private void send(String states, int... descriptors) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (; ; ) {
            try {
                socket.send(states, descriptors);
                return;
            } catch (IOException busy) {
                if (System.nanoTime() - end > 0) {
                    throw busy;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** This process has them by now: kept any longer, they would hold connections open that have ended. */
    void forget() throws IOException, InterruptedException {
        send("FDSTOREREMOVE=1\nFDNAME=" + MEMORY);
        send("FDSTOREREMOVE=1\nFDNAME=" + SOCKETS);
    }

    /** Returns when it has done all that was said before: the manager closes a pipe that it is given when it comes to that. */
    void awaitTaken() throws IOException, InterruptedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NotifySocket.CALL_STATE);
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            if ((int) PIPE2.invokeExact(state, ends, O_CLOEXEC) < 0) {
                throw new IOException("no pipe for the service manager");
            }
            int reading = ends.getAtIndex(JAVA_INT, 0);
            int writing = ends.getAtIndex(JAVA_INT, 1);
            try {
                send("BARRIER=1", writing);
            } finally {
                int ignored = (int) CLOSE.invokeExact(state, writing);
            }
            MemorySegment poll = arena.allocate(POLL_BYTES, JAVA_INT.byteAlignment());
            poll.set(JAVA_INT, 0, reading);
            poll.set(JAVA_SHORT, Integer.BYTES, POLLIN);
            int ready = (int) POLL.invokeExact(state, poll, 1L, BARRIER_MILLIS);
            int ignored = (int) CLOSE.invokeExact(state, reading);
            if (ready != 1) {
                throw new IOException("the service manager has not taken them within " + BARRIER_MILLIS + " ms");
            }
        } catch (IOException | InterruptedException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }
}
