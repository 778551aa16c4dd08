package org.scst.iscsi.internal.trace;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Stands before the connection's own handler for as long as it is recorded, and copies the bytes that pass. Before full feature phase
 * it cuts them into PDUs, to mask what is secret, and keeps them until it is known who logs in; afterwards it copies what comes.
 *
 * <p><i>Threading:</i> confined to the connection's event loop, but for {@link #detach}.
 */
final class ConnectionTap extends ChannelDuplexHandler {
    /** Kept of somebody who does not say its name. */
    private static final int MOST_KEPT = 64 * 1024;

    private static final int LARGEST_PACKET = 32 * 1024;

    private final PduRecording recording;
    private final Conversation conversation;
    private final String initiator;
    private final LoginPdus requests = new LoginPdus();
    private final LoginPdus responses = new LoginPdus();
    private final List<PduRecording.Packet> kept = new ArrayList<>();
    private boolean login;
    private boolean known;
    private boolean deaf;
    private int keptBytes;
    private int skipped;
    private long fromInitiator = 1;
    private long fromTarget = 1;
    private volatile ChannelHandlerContext context;

    private ConnectionTap(PduRecording recording, Conversation conversation, String initiator, boolean login) {
        this.recording = recording;
        this.conversation = conversation;
        this.initiator = initiator;
        this.login = login;
        this.known = !login;
    }

    /** Of a connection that has just begun; if another initiator than this logs in, nothing of it is recorded. */
    static ConnectionTap ofBeginning(PduRecording recording, Conversation conversation, String initiator) {
        ConnectionTap tap = new ConnectionTap(recording, conversation, initiator, true);
        tap.packet(true, 0, 0, Conversation.SYN, new byte[0]);
        tap.packet(false, 0, 1, Conversation.SYN | Conversation.ACK, new byte[0]);
        tap.packet(true, 1, 1, Conversation.ACK, new byte[0]);
        return tap;
    }

    /**
     * Of a connection in full feature phase.
     *
     * @param arrived bytes of the initiator that are not taken in yet, from a PDU's first
     * @param missing or how many are to be left out until a PDU begins
     */
    static ConnectionTap ofSession(PduRecording recording, Conversation conversation, byte[] arrived, int missing) {
        ConnectionTap tap = new ConnectionTap(recording, conversation, "", false);
        tap.skipped = missing;
        tap.emit(true, arrived);
        return tap;
    }

    boolean isOf(PduRecording other) {
        return recording == other;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** It is recorded no longer; callable on any thread. */
    void detach() {
        ChannelHandlerContext at = context;
        if (at != null) {
            at.executor().execute(() -> remove(at));
        }
    }

    private void remove(ChannelHandlerContext at) {
        if (!at.isRemoved()) {
            at.pipeline().remove(this);
        }
        recording.left(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deaf = true;
        recording.left(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            take(ctx, true, bytes);
        }
        super.channelRead(ctx, message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof ByteBuf bytes) {
            take(ctx, false, bytes);
        }
        super.write(ctx, message, promise);
    }

    private void take(ChannelHandlerContext ctx, boolean ofInitiator, ByteBuf bytes) {
        if (deaf || !bytes.isReadable()) {
            return;
        }
        if (recording.ended().isPresent()) {
            deaf = true;
        } else if (login) {
            takeLogin(ofInitiator ? requests : responses, ofInitiator, ByteBufUtil.getBytes(bytes));
        } else {
            takeSession(ofInitiator, bytes);
        }
        if (deaf) {
            ctx.executor().execute(() -> remove(ctx));
        }
    }

    private void takeSession(boolean ofInitiator, ByteBuf bytes) {
        int left = ofInitiator ? Math.min(skipped, bytes.readableBytes()) : 0;
        if (left > 0) {
            skipped -= left;
        }
        emit(ofInitiator, ByteBufUtil.getBytes(bytes, bytes.readerIndex() + left, bytes.readableBytes() - left));
    }

    private void takeLogin(LoginPdus pdus, boolean ofInitiator, byte[] bytes) {
        pdus.add(bytes);
        for (byte[] pdu = pdus.next(); pdu != null; pdu = pdus.next()) {
            emit(ofInitiator, pdu);
            if (pdus.ended()) {
                login = false;
                emit(ofInitiator, pdus.rest());
                emit(!ofInitiator, (ofInitiator ? responses : requests).rest());
                break;
            }
        }
        deaf |= pdus.hopeless() || keptBytes > MOST_KEPT;
        if (!known && !requests.initiator().isEmpty()) {
            identified();
        }
    }

    private void identified() {
        known = true;
        if (requests.initiator().equals(initiator)) {
            kept.forEach(recording::add);
        } else {
            deaf = true;
        }
        kept.clear();
    }

    private void emit(boolean ofInitiator, byte[] bytes) {
        for (int start = 0; start < bytes.length; start += LARGEST_PACKET) {
            byte[] part = Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + LARGEST_PACKET));
            long sequence = ofInitiator ? fromInitiator : fromTarget;
            packet(
                    ofInitiator,
                    sequence,
                    ofInitiator ? fromTarget : fromInitiator,
                    Conversation.PSH | Conversation.ACK,
                    part);
            if (ofInitiator) {
                fromInitiator += part.length;
            } else {
                fromTarget += part.length;
            }
        }
    }

    private void packet(boolean ofInitiator, long sequence, long acknowledged, int flags, byte[] bytes) {
        PduRecording.Packet packet = new PduRecording.Packet(
                conversation, recording.time(), ofInitiator, sequence, acknowledged, flags, bytes);
        if (known) {
            recording.add(packet);
        } else {
            kept.add(packet);
            keptBytes += bytes.length;
        }
    }
}
