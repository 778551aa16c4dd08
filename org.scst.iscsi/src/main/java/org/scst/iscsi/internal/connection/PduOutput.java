package org.scst.iscsi.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayList;
import java.util.List;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;
import org.scst.iscsi.internal.pdu.Crc32cDigest;
import org.scst.iscsi.internal.pdu.ProtocolViolation;
import org.scst.iscsi.internal.pdu.TargetPdu;
import org.scst.iscsi.internal.sequence.CommandWindow;

/**
 * The PDUs that a connection sends.
 *
 * <p>A PDU is composed in place: {@link #begin} or {@link #beginWithStatus}, its fields, {@link #finish}. Headers and small data
 * gather in one batch buffer, larger data goes by reference between two cuts of it, and nothing leaves before {@link #flush()}
 * or before 128 KiB have gathered. Outside a read batch the first PDU asks for one flush, to run after what is going on.
 *
 * <p>A cut is written as a view of the batch buffer. Views are kept, and used again together with the batch buffer, so that a PDU
 * allocates nothing.
 *
 * <p>Numbers are put in here: StatSN of the connection, ExpCmdSN and MaxCmdSN of the window (RFC 7143 4.2.2).
 *
 * <p><i>Threading:</i> confined to the connection's event loop. <i>Ownership:</i> owns the batch buffer and everything that was
 * given to {@link #finish(TargetPdu, ByteBuf)}.
 */
public final class PduOutput {
    /** Bytes after which a batch does not wait for its end. */
    static final int FLUSH_THRESHOLD = 128 * 1024;

    /** Data of up to this many bytes is copied behind its header: cheaper than one more entry in the output queue. */
    private static final int COPY_LIMIT = 512;

    private static final int BATCH_CAPACITY = 16 * 1024;
    private static final int TRAILER = 3 + Crc32cDigest.LENGTH;
    private static final int LARGEST_COPIED =
            BasicHeaderSegment.LENGTH + Crc32cDigest.LENGTH + COPY_LIMIT + TRAILER + TRAILER;

    private final ChannelHandlerContext context;
    private final CommandWindow window;
    private final Runnable flushRequest;
    private final ConnectionMemory memory;
    private final OwnAnswers ownAnswers;
    private final Crc32cDigest digest = new Crc32cDigest();

    private final List<ByteBuf> views = new ArrayList<>();
    private int viewsInUse;
    private ByteBuf batch;
    private int uncut;
    private int header;
    private int queued;
    private long moved;
    private int statSN;
    private int responses;
    private int delivered;
    private boolean headerDigest;
    private boolean dataDigest;

    /**
     * @param context where PDUs are written
     * @param window the session's, for ExpCmdSN and MaxCmdSN
     * @param flushRequest called when something was queued that nobody has promised to flush
     * @param memory what the batch buffer, and answers of the target's own making, count for
     */
    PduOutput(ChannelHandlerContext context, CommandWindow window, Runnable flushRequest, ConnectionMemory memory) {
        this.context = context;
        this.window = window;
        this.flushRequest = flushRequest;
        this.memory = memory;
        this.ownAnswers = new OwnAnswers(memory);
    }

    /** Says which digests follow from the next PDU on. */
    void digests(boolean header, boolean data) {
        headerDigest = header;
        dataDigest = data;
    }

    /** Sets the next StatSN. */
    void nextStatSN(int next) {
        statSN = next;
    }

    /** The StatSN that the next status uses. */
    public int statSN() {
        return statSN;
    }

    /**
     * Composes a PDU without a data segment that is not sent now: as it would be after all that is queued, with the next StatSN,
     * which stays the next.
     *
     * @param fields sets what is not a number
     * @return the caller's
     */
    public ByteBuf composeAside(TargetPdu pdu, Runnable fields) {
        int room = BasicHeaderSegment.LENGTH + Crc32cDigest.LENGTH;
        ByteBuf aside = context.alloc().directBuffer(room, room);
        pdu.compose(aside, 0);
        pdu.commandWindow(window.expCmdSN(), window.maxCmdSN());
        pdu.statSN(statSN);
        fields.run();
        aside.writerIndex(BasicHeaderSegment.LENGTH);
        if (headerDigest) {
            aside.writeInt(digest.of(aside, 0, BasicHeaderSegment.LENGTH));
        }
        return aside;
    }

    /** A copy of what was queued and the socket does not take now; the caller's. */
    public ByteBuf unsent() {
        // What waits for the end of its batch would be lost.
        flush();
        ByteBuf copy = context.alloc().buffer();
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        if (buffer == null) {
            return copy;
        }
        try {
            buffer.forEachFlushedMessage(message -> {
                ByteBuf bytes = (ByteBuf) message;
                copy.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
                return true;
            });
            return copy;
        } catch (Exception e) {
            copy.release();
            throw new IllegalStateException("what is queued cannot be read", e);
        }
    }

    /** Begins a PDU that carries no status: Data-In without S. */
    public void begin(TargetPdu pdu) {
        ensureRoom();
        header = batch.writerIndex();
        pdu.compose(batch, header);
        pdu.commandWindow(window.expCmdSN(), window.maxCmdSN());
    }

    /** Begins a PDU that shows the next StatSN without using it: R2T, NOP-In that answers nothing. */
    public void beginShowingStatSN(TargetPdu pdu) {
        begin(pdu);
        pdu.statSN(statSN);
    }

    /** Begins a PDU that uses the next StatSN. */
    public void beginWithStatus(TargetPdu pdu) {
        begin(pdu);
        pdu.statSN(statSN++);
    }

    /** Uses the next StatSN for a Data-In that turns out to carry the status. */
    public void useStatSN(TargetPdu pdu) {
        pdu.statSN(statSN++);
    }

    /** Ends a PDU without a data segment. */
    public void finish(TargetPdu pdu) {
        finishHeader();
        account(BasicHeaderSegment.LENGTH);
    }

    /**
     * Ends a PDU with a data segment.
     *
     * @param data taken: its readable bytes are the segment
     */
    public void finish(TargetPdu pdu, ByteBuf data) {
        int length = data.readableBytes();
        if (length == 0) {
            data.release();
            finish(pdu);
            return;
        }
        pdu.dataSegmentLength(length);
        finishHeader();
        if (dataDigest) {
            digest.reset();
            digest.update(data, data.readerIndex(), length);
        }
        if (length <= COPY_LIMIT) {
            batch.writeBytes(data, data.readerIndex(), length);
            data.release();
        } else {
            cut();
            context.write(data, context.voidPromise());
        }
        finishData(length);
        account(BasicHeaderSegment.LENGTH + length);
    }

    /** A buffer for a data segment that is composed here. */
    public ByteBuf allocate(int bytes) {
        return context.alloc().directBuffer(bytes, bytes);
    }

    /**
     * Reserves room for an answer of the target's own making: ping data or text, which an initiator has made as fast as it asks.
     *
     * @throws ProtocolViolation when it has not taken those before; the connection ends
     */
    public void reserveAnswer(int bytes) throws ProtocolViolation {
        if (!ownAnswers.add(bytes, moved, moved - pending())) {
            throw ProtocolViolation.exceeded(
                    memory.limit(bytes),
                    "goes on asking and takes nothing of what is sent: this connection holds " + memory);
        }
    }

    /** A response was queued whose delivery the phase wants to hear of; in the order of calls. */
    public void responseQueued() {
        responses++;
    }

    /** Whether less than the high-water mark waits to be sent. */
    public boolean writable() {
        return context.channel().isWritable();
    }

    /** Bytes queued since the connection began. */
    public long moved() {
        return moved;
    }

    /** Hands everything to the socket. */
    void flush() {
        cut();
        if (queued > 0) {
            queued = 0;
            context.flush();
        }
        reuseBatch();
        if (responses == 0) {
            return;
        }
        int covered = responses;
        responses = 0;
        if (nothingPending()) {
            delivered += covered;
        } else {
            // An empty entry at the queue's end: its promise says that all before it has left.
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (written.isSuccess()) {
                    delivered += covered;
                    flushRequest.run();
                }
            });
        }
    }

    /** Bytes that the socket has not taken yet. */
    public long pending() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** How many responses have left since the last call. */
    int takeDelivered() {
        int count = delivered;
        delivered = 0;
        return count;
    }

    /** Gives the batch buffer back while there is nothing to send. */
    void releaseIfIdle() {
        ownAnswers.settle(moved, moved - pending());
        if (batch != null && batch.refCnt() == 1 && uncut == batch.writerIndex()) {
            release();
        }
    }

    void release() {
        if (batch != null) {
            batch.release();
            batch = null;
            memory.giveBack(BATCH_CAPACITY);
            uncut = 0;
            views.clear();
            viewsInUse = 0;
        }
    }

    private void ensureRoom() {
        if (batch != null && batch.writableBytes() >= LARGEST_COPIED) {
            return;
        }
        cut();
        reuseBatch();
        if (batch != null && batch.writableBytes() < LARGEST_COPIED) {
            release();
        }
        if (batch == null) {
            memory.takeAnyway(BATCH_CAPACITY);
            batch = context.alloc().directBuffer(BATCH_CAPACITY, BATCH_CAPACITY);
        }
    }

    /** Once all that was cut from it has been written the batch buffer begins at its front again. */
    private void reuseBatch() {
        if (batch != null && batch.refCnt() == 1 && uncut == batch.writerIndex()) {
            batch.clear();
            uncut = 0;
            viewsInUse = 0;
        }
    }

    private void finishHeader() {
        int end = header + BasicHeaderSegment.LENGTH;
        batch.writerIndex(end);
        if (headerDigest) {
            batch.writeInt(digest.of(batch, header, BasicHeaderSegment.LENGTH));
        }
    }

    private void finishData(int length) {
        int padding = BasicHeaderSegment.padded(length) - length;
        int start = batch.writerIndex();
        batch.writeZero(padding);
        if (dataDigest) {
            digest.update(batch, start, padding);
            batch.writeInt(digest.value());
        }
    }

    private void account(int bytes) {
        if (queued == 0) {
            flushRequest.run();
        }
        queued += bytes;
        moved += bytes;
        if (queued >= FLUSH_THRESHOLD) {
            cut();
            queued = 0;
            context.flush();
            reuseBatch();
        }
    }

    private void cut() {
        if (batch == null || batch.writerIndex() == uncut) {
            return;
        }
        int start = uncut;
        uncut = batch.writerIndex();
        context.write(view(start, uncut), context.voidPromise());
    }

    /** Its reference is one to the batch buffer. */
    private ByteBuf view(int start, int end) {
        if (viewsInUse == views.size()) {
            views.add(batch.duplicate());
        }
        ByteBuf view = views.get(viewsInUse);
        viewsInUse++;
        return view.setIndex(start, end).retain();
    }

    private boolean nothingPending() {
        Channel channel = context.channel();
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending != null && pending.isEmpty();
    }
}
