package org.scst.iscsi.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.scst.core.target.NexusDescription;
import org.scst.iscsi.internal.connection.BadPeers;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.login.OperationalParameters;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.iscsi.internal.wire.StubbornChannel;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

/**
 * A session that has just logged in: an embedded channel whose clock the test moves, and a mid-layer that does what it is told.
 * The command window begins with CmdSN 1, StatSN with 100.
 */
final class SessionFixture implements AutoCloseable {
    static final int FIRST_CMD_SN = 1;
    static final int FIRST_STAT_SN = 100;

    static final int MOST_MEMORY = 16 << 20;

    final FakeNexus nexus = new FakeNexus();
    final BadPeers badPeers = WireChannel.badPeers();
    final MemoryLimit memory = WireChannel.memory();
    final MockTicker ticker = Ticker.newMockTicker();
    final StubbornChannel channel;
    final List<String> ended = new ArrayList<>();
    Session session;
    Connection connection;

    private final OperationalParameters parameters;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

    SessionFixture(OperationalParameters parameters) {
        this(parameters, SessionLimits.DEFAULT);
    }

    SessionFixture(OperationalParameters parameters, SessionLimits limits) {
        this(parameters, limits, Integer.MAX_VALUE);
    }

    SessionFixture(OperationalParameters parameters, SessionLimits limits, int queueLimit) {
        this(parameters, limits, queueLimit, null);
    }

    /** @param left of an earlier revision, borrowed, or {@code null} */
    SessionFixture(OperationalParameters parameters, SessionLimits limits, int queueLimit, ConnectionRecord left) {
        this.parameters = parameters;
        nexus.queueLimit = queueLimit;
        SessionOwner owner = new SessionOwner() {
            @Override
            public void ended(Session gone) {
                ended.add("session");
            }

            @Override
            public void endAll(String reason) {
                ended.add(reason);
            }
        };
        Connection made = new Connection(badPeers, memory, starting -> {
            starting.memory().enter(memory, MOST_MEMORY, 65536);
            if (left != null) {
                session = new Session(
                        starting,
                        left.identity(),
                        left.parameters(),
                        limits,
                        owner,
                        (request, text, index, length) -> {});
                String initiator = left.identity().initiatorName();
                session.resume(nexus, new NexusDescription("key", initiator, null, "embedded", true, true), left);
                return session;
            }
            starting.beginNumbers(FIRST_CMD_SN, FIRST_STAT_SN);
            SessionIdentity identity =
                    new SessionIdentity("iqn.2026-11.org.example:initiator", 0x400001370000L, 1, 7, nexus.name());
            session = new Session(starting, identity, parameters, limits, owner, (request, text, index, length) -> {});
            session.open(nexus, new NexusDescription("key", identity.initiatorName(), null, "embedded", true, false));
            session.begin();
            return session;
        });
        connection = made;
        channel = new StubbornChannel(ticker, made);
    }

    /** Everything unsolicited that is allowed, large segments. */
    static OperationalParameters parameters() {
        return new OperationalParameters(false, true, 262144, 262144, 262144, 65536, 8, false, false);
    }

    static OperationalParameters withDigests() {
        return new OperationalParameters(false, true, 262144, 262144, 262144, 65536, 8, true, true);
    }

    /** The initiator sends PDUs in one go. */
    void receive(WirePdu... pdus) {
        ByteBuf bytes = Unpooled.directBuffer();
        for (WirePdu pdu : pdus) {
            bytes.writeBytes(pdu.bytes(parameters.headerDigest(), parameters.dataDigest()));
        }
        channel.writeInbound(bytes);
    }

    void receiveRaw(byte[] bytes) {
        channel.writeInbound(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    /** The PDUs that were sent since the last call. */
    List<WirePdu> sent() {
        channel.runPendingTasks();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes);
            unread.writeBytes(bytes);
            part.release();
        }
        ByteBuffer in = ByteBuffer.wrap(unread.toByteArray());
        unread.reset();
        List<WirePdu> pdus = new ArrayList<>();
        while (in.hasRemaining()) {
            pdus.add(WirePdu.read(in, parameters.headerDigest(), parameters.dataDigest()));
        }
        return pdus;
    }

    /** The only PDU that was sent since the last call. */
    WirePdu sentOne() {
        List<WirePdu> pdus = sent();
        if (pdus.size() != 1) {
            throw new AssertionError("sent " + pdus);
        }
        return pdus.getFirst();
    }

    /** Time passes, second by second, as the connection's ticks see it. */
    void advance(int seconds) {
        for (int second = 0; second < seconds; second++) {
            ticker.advance(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
    }

    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++) {
            bytes[index] = (byte) (index * 31 + (index >> 8) * 7 + 1);
        }
        return bytes;
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        nexus.releaseWindows();
    }
}
