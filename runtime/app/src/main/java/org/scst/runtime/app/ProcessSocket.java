package org.scst.runtime.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One end of a pair of connected sockets between this process and the one that it has started: messages with descriptors, in order,
 * and the certainty that the other process has ended when there are no more.
 *
 * <p><i>Threading:</i> one thread sends while another receives. <i>Ownership:</i> owns its descriptor.
 */
final class ProcessSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final short POLLIN = 1;
    private static final int POLL_BYTES = 8;
    private static final int MOST_BYTES = 4096;
    private static final int EINTR = 4;
    private static final long ERRNO_OFFSET =
            NotifySocket.CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKETPAIR =
            NotifySocket.function("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle SENDMSG =
            NotifySocket.function("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECVMSG =
            NotifySocket.function("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle POLL = NotifySocket.function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = NotifySocket.function("close", JAVA_INT, JAVA_INT);

    private final int descriptor;

    /** @param descriptor of a connected socket of this kind, which it owns from now on */
    ProcessSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Both ends. */
    record Pair(ProcessSocket own, ProcessSocket others) {}

    /**
     * What the other process has said.
     *
     * @param text empty when it has ended
     * @param descriptors that came with it; whoever receives them closes them
     */
    record Message(String text, List<Integer> descriptors) {
        private static final Message END = new Message("", List.of());

        boolean isEnd() {
            return text.isEmpty();
        }
    }

    static Pair pair() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NotifySocket.CALL_STATE);
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            int result = (int) SOCKETPAIR.invokeExact(state, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
            check("socketpair", result, state);
            return new Pair(
                    new ProcessSocket(ends.getAtIndex(JAVA_INT, 0)), new ProcessSocket(ends.getAtIndex(JAVA_INT, 1)));
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    int descriptor() {
        return descriptor;
    }

    /**
     * Says something.
     *
     * @param descriptors whose files go with it, at most {@link DescriptorMessage#MOST_DESCRIPTORS}
     * @throws IOException when the other process has ended
     */
    void send(String text, int... descriptors) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NotifySocket.CALL_STATE);
            MemorySegment message = DescriptorMessage.of(arena, MemorySegment.NULL, text, descriptors);
            check("sendmsg", (long) SENDMSG.invokeExact(state, descriptor, message, MSG_NOSIGNAL), state);
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    /**
     * Waits for the next message.
     *
     * @param limit to a millisecond; negative: as long as it takes
     * @return nothing when the time is over
     */
    Optional<Message> receive(Duration limit) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(NotifySocket.CALL_STATE);
            MemorySegment poll = arena.allocate(POLL_BYTES, JAVA_INT.byteAlignment());
            poll.set(JAVA_INT, 0, descriptor);
            poll.set(JAVA_SHORT, Integer.BYTES, POLLIN);
            int ready = (int) POLL.invokeExact(state, poll, 1L, limit.isNegative() ? -1 : (int) limit.toMillis());
            if (ready == 0 || ready < 0 && state.get(JAVA_INT, ERRNO_OFFSET) == EINTR) {
                return Optional.empty();
            }
            check("poll", ready, state);
            MemorySegment message = DescriptorMessage.toReceive(arena, MOST_BYTES);
            long length = (long) RECVMSG.invokeExact(state, descriptor, message, MSG_CMSG_CLOEXEC);
            // What it has left unread ends a connection with an error, where it has ended all the same.
            return Optional.of(
                    length <= 0
                            ? Message.END
                            : new Message(
                                    DescriptorMessage.text(message, length), DescriptorMessage.descriptors(message)));
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    /** Closes what came with a message and is wanted by nobody. */
    static void closeAll(List<Integer> descriptors) {
        descriptors.forEach(number -> new ProcessSocket(number).close());
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(arena.allocate(NotifySocket.CALL_STATE), descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    private static void check(String call, long returned, MemorySegment state) throws IOException {
        if (returned < 0) {
            throw new IOException(call + ": error number " + state.get(JAVA_INT, ERRNO_OFFSET));
        }
    }
}
