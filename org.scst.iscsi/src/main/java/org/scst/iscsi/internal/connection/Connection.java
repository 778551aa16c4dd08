package org.scst.iscsi.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.scst.core.target.DeadHandleException;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.scst.iscsi.internal.sequence.CommandWindow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One iSCSI connection: reads, finds PDUs, hands them to its {@link Phase}, and sends once per read what came of it.
 *
 * <p>The way of a batch: one read fills the receive buffer; all PDUs in it are handed on; {@link Phase#batchEnded()}; one flush.
 * After 64 PDUs or 256 KiB of output the loop is given to others and the rest of the batch comes after them.
 *
 * <p>Whatever goes wrong here costs this connection and nothing else, with one line in the log.
 *
 * <p><i>Threading:</i> confined to the channel's event loop, but for {@link #shutDown}. <i>Ownership:</i> owns receive and output
 * buffers.
 */
public final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int LARGEST_TURN = 64;
    private static final long LARGEST_TURN_BYTES = 256 * 1024;
    private static final long TICK_MILLIS = 1000;
    private static final int CLOSE_SECONDS = 2;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(512 * 1024, 1024 * 1024);

    /** Made once: it is handed over for each answer that comes from another thread. */
    private final Runnable scheduledFlush = this::scheduledFlush;

    private final ConnectionMemory memory;
    private final ReceiveBuffer received;
    private final PduFraming framing = new PduFraming();
    private final CommandWindow window = new CommandWindow(0, 1);
    private final BadPeers badPeers;
    private final Function<Connection, Phase> firstPhase;

    private ChannelHandlerContext context;
    private PduOutput output;
    private Phase phase;
    private ConnectionState state = ConnectionState.FREE;
    /** Kept because a closed channel does not know its addresses any more. */
    private String name = "connection";

    private SocketAddress peer;

    private Future<?> ticks;
    private Future<?> patience;
    private long lastReceived;
    private boolean incomplete;
    private long incompleteSince;
    private boolean inBatch;
    private boolean yielded;
    private boolean flushScheduled;
    private boolean anythingReceived;
    private boolean everyEndIsTold;
    private final Detachment detachment = new Detachment(this);

    /**
     * @param badPeers decides what is told of a peer that does not come as far as full feature phase
     * @param allMemory limit of what all connections hold
     * @param firstPhase makes the login phase once the connection is there
     */
    public Connection(BadPeers badPeers, MemoryLimit allMemory, Function<Connection, Phase> firstPhase) {
        this.badPeers = badPeers;
        this.memory = new ConnectionMemory(allMemory);
        this.received = new ReceiveBuffer(memory);
        this.firstPhase = firstPhase;
    }

    /** What this connection holds. */
    public ConnectionMemory memory() {
        return memory;
    }

    /** What this connection sends. */
    public PduOutput output() {
        return output;
    }

    /** The command window that outgoing PDUs show; the session's own, because a session has one connection. */
    public CommandWindow window() {
        return window;
    }

    /** Where the connection stands. */
    public ConnectionState state() {
        return state;
    }

    /** Enters another state; only phases do this. */
    public void state(ConnectionState next) {
        LOG.trace("{}: {} -> {}", this, state, next);
        state = next;
    }

    /** The event loop. */
    public EventExecutor executor() {
        return context.executor();
    }

    /** The channel's context, for its buffers and addresses. */
    public ChannelHandlerContext context() {
        return context;
    }

    /** Where buffers for this connection come from. */
    public ByteBufAllocator alloc() {
        return context.alloc();
    }

    /** The other end, for people. */
    public SocketAddress remoteAddress() {
        return context.channel().remoteAddress();
    }

    /** This end. */
    public SocketAddress localAddress() {
        return context.channel().localAddress();
    }

    /** This end as a portal that the initiator has reached: the address that it has used, whatever the socket was bound to. */
    public InetSocketAddress portal() {
        return PortalAddress.of(localAddress());
    }

    /** Time of the event loop's clock when bytes last arrived. */
    public long lastReceived() {
        return lastReceived;
    }

    /** Whether a PDU has begun before {@code then} and is not complete yet. */
    public boolean incompleteSinceBefore(long then) {
        return incomplete && incompleteSince - then < 0;
    }

    /** Now, by the event loop's clock. */
    public long now() {
        return context.executor().ticker().nanoTime();
    }

    /**
     * What the initiator has sent and is not taken in yet.
     *
     * @param bytes copied, beginning with a PDU's first
     * @param missing bytes of a PDU that have yet to come before another begins; there are no bytes then
     */
    public record Arrived(byte[] bytes, int missing) {}

    /** Where a look at the initiator's bytes that begins now finds a PDU; what is queued has been handed to the channel then. */
    public Arrived arrived() {
        output.flush();
        ByteBuf buffer = received.buffer();
        int readable = buffer == null ? 0 : buffer.readableBytes();
        int unfinished = framing.unfinished();
        if (readable == 0 || unfinished >= readable) {
            return new Arrived(new byte[0], unfinished - readable);
        }
        return new Arrived(ByteBufUtil.getBytes(buffer, buffer.readerIndex() + unfinished, readable - unfinished), 0);
    }

    /** The numbers that the leading Login Request brings: its CmdSN is the first, its ExpStatSN our first StatSN. */
    public void beginNumbers(int cmdSN, int expStatSN) {
        window.begin(cmdSN, 1);
        output.nextStatSN(expStatSN);
    }

    /** The numbers with which an earlier revision has left this connection, see {@link Detachment}. */
    public void resumeNumbers(int expCmdSN, int maxCmdSN, int statSN, long silentNanos) {
        window.resume(expCmdSN, maxCmdSN);
        output.nextStatSN(statSN);
        lastReceived = now() - silentNanos;
    }

    /**
     * Goes on where an earlier revision has stopped: sends what was not sent and takes in what was read but not parsed, then reads.
     * Comes before anything else that the connection does in full feature phase.
     *
     * @param unsent taken
     * @param unparsed taken
     */
    public void goOnWith(ByteBuf unsent, ByteBuf unparsed) {
        if (state != ConnectionState.LOGGED_IN) {
            unsent.release();
            unparsed.release();
            return;
        }
        context.write(unsent, context.voidPromise());
        context.flush();
        long last = lastReceived;
        batch(this::takeInHeld);
        channelRead(context, unparsed);
        endBatch();
        lastReceived = last;
        if (!yielded && !detachment.paused()) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** From the next PDU on, in both directions, another phase is in charge. */
    public void enter(Phase next, boolean headerDigest, boolean dataDigest) {
        phase = next;
        framing.digests(headerDigest, dataDigest);
        output.digests(headerDigest, dataDigest);
        everyEndIsTold = next.everyEndIsTold();
        received.enlarge();
        state(ConnectionState.LOGGED_IN);
    }

    /** Ends the connection once everything queued has left, at the latest after two seconds. */
    public void closeAfterFlush() {
        if (ending()) {
            return;
        }
        state(ConnectionState.CLEANUP_WAIT);
        output.flush();
        patience = context.executor().schedule(() -> context.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Whether trouble of this connection is to be told: always when a session is lost with it, else as {@link BadPeers} says. */
    public boolean tells(String cause) {
        return everyEndIsTold || badPeers.tells(peer, cause);
    }

    /** Ends the connection at once, with one line in the log unless there are too many of the kind. */
    public void fail(String cause) {
        if (ending()) {
            return;
        }
        if (tells(cause)) {
            LOG.warn("{} ends: {}", this, cause);
        }
        state(ConnectionState.CLEANUP_WAIT);
        context.close();
    }

    /** It has exceeded a limit, for which it ends; {@code null} is none. */
    public void exceeded(Limit limit) {
        badPeers.limits().exceeded(ending() ? null : limit);
    }

    /** How it is left to the driver's next revision. */
    public Detachment detachment() {
        return detachment;
    }

    /** Whether no PDU has been handed on in part. */
    public boolean betweenPdus() {
        return !framing.withinPdu();
    }

    /** A copy of what was read and not parsed; the caller's. */
    public ByteBuf unparsed() {
        ByteBuf buffer = received.buffer();
        return buffer == null ? Unpooled.buffer(0) : buffer.copy();
    }

    /** Takes in again what comes, after a while in which it was left unparsed. */
    void readOn() {
        context.executor().execute(this::goOn);
    }

    boolean awaitsMore() {
        return phase.awaitsMore();
    }

    /** Asks the phase to end the connection politely, see {@link Phase#closeRequested}; callable on any thread. */
    public void shutDown(String reason, boolean withdrawal) {
        if (context.executor().inEventLoop()) {
            requestClose(reason, withdrawal);
        } else {
            context.executor().execute(() -> requestClose(reason, withdrawal));
        }
    }

    boolean ending() {
        return state == ConnectionState.CLEANUP_WAIT || state == ConnectionState.FREE;
    }

    private void requestClose(String reason, boolean withdrawal) {
        if (phase != null && !ending()) {
            batch(() -> phase.closeRequested(reason, withdrawal));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ctx.channel().config().setRecvByteBufAllocator(received);
        ctx.channel().config().setWriteBufferWaterMark(WATER_MARK);
        output = new PduOutput(ctx, window, this::requestFlush, memory);
        if (ctx.channel().isActive()) {
            begin();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin();
    }

    private void begin() {
        if (phase != null) {
            return;
        }
        peer = remoteAddress();
        name = "connection from " + peer + " to " + localAddress();
        state(ConnectionState.XPT_UP);
        lastReceived = now();
        phase = firstPhase.apply(this);
        ticks = context.executor().scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            anythingReceived = true;
            if (received.holds(bytes)) {
                takeIn();
                return;
            }
            while (bytes.isReadable() && state != ConnectionState.CLEANUP_WAIT) {
                received.append(ctx.alloc(), bytes);
                takeIn();
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        endBatch();
    }

    private void takeIn() {
        if (state == ConnectionState.CLEANUP_WAIT) {
            received.buffer().clear();
        } else {
            lastReceived = now();
            if (!yielded) {
                parse();
            }
        }
    }

    private void parse() {
        inBatch = true;
        long turnBegan = output.moved();
        int pdus = 0;
        try {
            framing.lookAhead(received.buffer(), phase);
            while (state != ConnectionState.CLEANUP_WAIT
                    && detachment.mayGoOn()
                    && framing.next(received.buffer(), phase)) {
                if (++pdus == LARGEST_TURN || output.moved() - turnBegan >= LARGEST_TURN_BYTES) {
                    yieldLoop();
                    return;
                }
            }
            received.reserve(context.alloc(), framing.wanted());
            noteIncomplete(pdus > 0);
        } catch (ProtocolViolation violation) {
            failed(violation);
        } catch (RuntimeException bug) {
            failed(bug);
        }
    }

    private void noteIncomplete(boolean anotherEnded) {
        boolean begun = framing.begun(received.buffer());
        if (begun && (anotherEnded || !incomplete)) {
            incompleteSince = lastReceived;
        }
        incomplete = begun;
    }

    /** Scheduled, not executed: tasks run before the next look at other connections' sockets, scheduled work after it. */
    private void yieldLoop() {
        yielded = true;
        if (received.crowded()) {
            context.channel().config().setAutoRead(false);
        }
        context.executor().schedule(this::goOn, 0, TimeUnit.NANOSECONDS);
    }

    private void goOn() {
        yielded = false;
        if (state == ConnectionState.FREE) {
            return;
        }
        if (received.buffer() == null) {
            context.channel().config().setAutoRead(!detachment.paused());
            return;
        }
        parse();
        endBatch();
        if (!yielded && !detachment.paused()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void endBatch() {
        if (state == ConnectionState.FREE) {
            return;
        }
        try {
            phase.batchEnded();
        } catch (RuntimeException bug) {
            failed(bug);
        }
        inBatch = false;
        flush();
    }

    /** Work of the phase that does not come from a read, as a batch of its own. */
    private void batch(Runnable work) {
        if (state == ConnectionState.FREE) {
            return;
        }
        inBatch = true;
        try {
            work.run();
        } catch (RuntimeException bug) {
            failed(bug);
        }
        endBatch();
    }

    private void flush() {
        output.flush();
        int count = output.takeDelivered();
        if (count > 0) {
            try {
                phase.delivered(count);
            } catch (RuntimeException bug) {
                failed(bug);
            }
        }
    }

    private void failed(ProtocolViolation violation) {
        exceeded(violation.limit());
        fail(violation.getMessage());
    }

    private void failed(RuntimeException cause) {
        if (cause instanceof DeadHandleException) {
            fail("its target has gone");
        } else {
            badPeers.defect();
            LOG.error("{} ends because of a defect", this, cause);
            fail("internal error");
        }
    }

    /** Something was queued: within a batch its end flushes; outside, one task after what is going on. */
    private void requestFlush() {
        if (!inBatch && !flushScheduled) {
            flushScheduled = true;
            context.executor().execute(scheduledFlush);
        }
    }

    private void scheduledFlush() {
        flushScheduled = false;
        if (state != ConnectionState.FREE) {
            flush();
        }
    }

    private void tick() {
        long now = now();
        received.releaseIfIdle();
        output.releaseIfIdle();
        try {
            phase.tick(now);
        } catch (ProtocolViolation violation) {
            failed(violation);
        } catch (RuntimeException bug) {
            failed(bug);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && phase != null) {
            // Not from here: this comes in the middle of a flush, and a flush in the middle of somebody's sending.
            ctx.executor().execute(() -> batch(this::takeInParked));
        }
    }

    private void takeInHeld() {
        try {
            phase.resumed();
        } catch (ProtocolViolation violation) {
            failed(violation);
        }
    }

    private void takeInParked() {
        try {
            phase.writable();
        } catch (ProtocolViolation violation) {
            failed(violation);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == ConnectionState.FREE) {
            return;
        }
        if (state != ConnectionState.CLEANUP_WAIT) {
            logEnd();
        }
        state(ConnectionState.FREE);
        ticks.cancel(false);
        if (patience != null) {
            patience.cancel(false);
        }
        try {
            phase.connectionLost();
        } catch (RuntimeException bug) {
            badPeers.defect();
            LOG.error("{} ended with a defect", this, bug);
        }
        received.release();
        output.release();
        memory.release();
    }

    private void logEnd() {
        if (anythingReceived && tells("closed by the initiator")) {
            LOG.info("{} was closed by the initiator", this);
        } else {
            LOG.debug("{} was closed", this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            if (!ending()) {
                String why = String.valueOf(cause.getMessage());
                if (tells(why)) {
                    LOG.info("{} was lost: {}", this, why);
                }
                state(ConnectionState.CLEANUP_WAIT);
            }
            ctx.close();
        } else {
            badPeers.defect();
            LOG.error("{} ends because of a defect", this, cause);
            fail("internal error");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
