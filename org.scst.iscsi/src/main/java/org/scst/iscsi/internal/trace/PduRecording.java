package org.scst.iscsi.internal.trace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.scst.core.admin.SessionTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One trace that goes on: event loops give packets, a thread of its own writes them, so that no connection waits for a file. What
 * comes faster than it can be written is left out and counted.
 *
 * <p><i>Threading:</i> thread-safe. <i>Ownership:</i> owns its thread, its file and its taps.
 */
final class PduRecording implements SessionTrace.Recording {
    private static final Logger LOG = LoggerFactory.getLogger(PduRecording.class);
    private static final long LEAST_LIMIT = 4096;
    private static final long MOST_WAITING = 16L << 20;
    private static final long JOIN_MILLIS = 5000;
    private static final int PACKET_OVERHEAD = 128;
    private static final long NANOS = 1_000_000_000L;
    private static final Packet END = new Packet(null, 0, false, 0, 0, 0, new byte[0]);

    private final BlockingQueue<Packet> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final Set<ConnectionTap> taps = ConcurrentHashMap.newKeySet();
    private final InstantSource clock;
    private final long limit;
    private final Consumer<PduRecording> whenOver;
    private final PcapngWriter writer;
    private final Thread thread;
    private volatile long bytes;
    private volatile String ended = "";
    private volatile IOException failure;

    /** A stretch of a connection's bytes, or of its beginning. */
    record Packet(
            Conversation conversation,
            long time,
            boolean fromInitiator,
            long sequence,
            long acknowledged,
            int flags,
            byte[] bytes) {}

    /**
     * Makes the file and begins.
     *
     * @param whenOver told once when nothing is taken any more
     */
    PduRecording(Path file, long limit, InstantSource clock, Consumer<PduRecording> whenOver) throws IOException {
        if (limit < LEAST_LIMIT) {
            throw new IllegalArgumentException("a trace needs " + LEAST_LIMIT + " bytes or more");
        }
        this.limit = limit;
        this.clock = clock;
        this.whenOver = whenOver;
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        writer = new PcapngWriter(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
        bytes = writer.bytes();
        thread = Thread.ofPlatform().daemon().name("iscsi trace").unstarted(this::writeAll);
        thread.start();
    }

    /** Now, in nanoseconds since the epoch. */
    long time() {
        Instant now = clock.instant();
        return now.getEpochSecond() * NANOS + now.getNano();
    }

    /** A connection is recorded. */
    void joined(ConnectionTap tap) {
        taps.add(tap);
    }

    /** It is no longer. */
    void left(ConnectionTap tap) {
        taps.remove(tap);
    }

    /** Takes a packet; never waits. */
    void add(Packet packet) {
        if (!ended.isEmpty()) {
            return;
        }
        long room = (long) packet.bytes.length + PACKET_OVERHEAD;
        if (waitingBytes.addAndGet(room) > MOST_WAITING) {
            waitingBytes.addAndGet(-room);
            missed.incrementAndGet();
            return;
        }
        waiting.add(packet);
    }

    private void writeAll() {
        try (writer) {
            for (Packet next = waiting.take(); next != END; next = waiting.take()) {
                waitingBytes.addAndGet(-(next.bytes.length + PACKET_OVERHEAD));
                if (ended.isEmpty()) {
                    write(next);
                }
            }
        } catch (IOException e) {
            failure = e;
            end("the file cannot be written: " + e.getMessage());
        } catch (InterruptedException e) {
            end("interrupted");
        }
    }

    private void write(Packet next) throws IOException {
        byte[] frame =
                next.conversation.frame(next.fromInitiator, next.sequence, next.acknowledged, next.flags, next.bytes);
        if (writer.bytes() + PcapngWriter.room(frame.length) > limit) {
            end("the limit of " + limit + " bytes is reached");
            return;
        }
        writer.write(next.time, frame);
        bytes = writer.bytes();
        packets.incrementAndGet();
    }

    /** Nothing is taken any more, and the file is closed soon. */
    void end(String why) {
        if (ended.isEmpty()) {
            ended = why;
            LOG.info("A trace has ended: {}", why);
        }
        waiting.clear();
        waitingBytes.set(0);
        waiting.add(END);
        detachAll();
    }

    private void detachAll() {
        List.copyOf(taps).forEach(ConnectionTap::detach);
        whenOver.accept(this);
    }

    @Override
    public long packets() {
        return packets.get();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long missed() {
        return missed.get();
    }

    @Override
    public Optional<String> ended() {
        return ended.isEmpty() ? Optional.empty() : Optional.of(ended);
    }

    @Override
    public void close() throws IOException {
        detachAll();
        waiting.add(END);
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ended.isEmpty()) {
            ended = "it was ended";
        }
        if (failure != null) {
            throw failure;
        }
    }
}
