package org.scst.iscsi.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.scst.iscsi.internal.connection.BadPeers;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandScheduler;

/**
 * The initiator's end of a connection without digests: bytes go in, PDUs come out, and the test moves the clock.
 *
 * <p><i>Threading:</i> confined to one test.
 */
public final class WireChannel implements AutoCloseable {
    private static final int INITIATORS_PORT = 50000;
    /** More than any answer needs that one loop asks of another. */
    private static final int TURNS = 3;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel;
    private final List<WireChannel> beside = new ArrayList<>();

    /** For connections whose lines in the log a test does not look at. */
    public static BadPeers badPeers() {
        return new BadPeers(new HandScheduler(new HandClock()), Duration.ofMinutes(1), line -> {});
    }

    /** For connections whose memory a test does not look at. */
    public static MemoryLimit memory() {
        return new MemoryLimit("the limit of this test", Long.MAX_VALUE, null);
    }

    /** Begins a connection that arrives at this address. */
    public WireChannel(InetSocketAddress here, ChannelHandler connection) {
        channel = new Addressed(
                here,
                EmbeddedChannel.builder().ticker(ticker).handlers(connection).register(false));
        try {
            channel.register();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Addressed extends EmbeddedChannel {
        private final InetSocketAddress here;

        Addressed(InetSocketAddress here, Builder builder) {
            super(builder);
            this.here = here;
        }

        @Override
        protected SocketAddress localAddress0() {
            return here;
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return isActive() ? new InetSocketAddress(here.getAddress(), INITIATORS_PORT) : null;
        }
    }

    /** The initiator sends. */
    public void send(WirePdu... pdus) {
        for (WirePdu pdu : pdus) {
            sendRaw(pdu.bytes());
        }
    }

    /** The initiator sends whatever. */
    public void sendRaw(byte[] bytes) {
        channel.writeInbound(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    /** The bytes that came since the last call. */
    public byte[] receivedRaw() {
        for (int turn = 0; turn < TURNS; turn++) {
            channel.runPendingTasks();
            beside.forEach(other -> other.channel.runPendingTasks());
        }
        channel.runPendingTasks();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            byte[] read = new byte[part.readableBytes()];
            part.readBytes(read);
            bytes.writeBytes(read);
            part.release();
        }
        return bytes.toByteArray();
    }

    /** The PDUs that came since the last call. */
    public List<WirePdu> received() {
        ByteBuffer in = ByteBuffer.wrap(receivedRaw());
        List<WirePdu> pdus = new ArrayList<>();
        while (in.hasRemaining()) {
            pdus.add(WirePdu.read(in, false, false));
        }
        return pdus;
    }

    /** The only PDU that came since the last call. */
    public WirePdu receivedOne() {
        List<WirePdu> pdus = received();
        if (pdus.size() != 1) {
            throw new AssertionError("received " + pdus);
        }
        return pdus.getFirst();
    }

    /** Sends and receives one PDU. */
    public WirePdu exchange(WirePdu pdu) {
        send(pdu);
        return receivedOne();
    }

    /** From now on the loop of another connection runs whenever this one waits for something. */
    public void runsBeside(WireChannel other) {
        beside.add(other);
    }

    /** What its loop does when it comes to look at its sockets next: the other end has closed the connection. */
    public void hangUp() {
        channel.eventLoop().schedule(() -> channel.close(), 0, TimeUnit.NANOSECONDS);
    }

    /** Whether the target still holds the connection. */
    public boolean open() {
        channel.runPendingTasks();
        return channel.isOpen();
    }

    /** Time passes, second by second. */
    public void advance(int seconds) {
        for (int second = 0; second < seconds; second++) {
            ticker.advance(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
