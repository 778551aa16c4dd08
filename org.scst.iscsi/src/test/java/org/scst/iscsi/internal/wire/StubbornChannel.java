package org.scst.iscsi.internal.wire;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * An embedded channel whose peer takes nothing while it is told so, as a TCP connection whose window is closed; with a descriptor
 * of something, for tests that leave it to somebody else.
 *
 * <p><i>Threading:</i> confined to one test.
 */
public final class StubbornChannel extends EmbeddedChannel implements UnixChannel {
    private boolean blocked;
    private int descriptor = Integer.MAX_VALUE;

    public StubbornChannel(Ticker ticker, ChannelHandler handler) {
        super(EmbeddedChannel.builder().ticker(ticker).handlers(handler));
    }

    /** From now on the peer takes nothing, or again takes what is sent. */
    public void blocked(boolean value) {
        blocked = value;
        if (!value) {
            flush();
        }
    }

    /** The peer takes what is first in the queue, and of it no more than one buffer. */
    public void takeOne() {
        ChannelOutboundBuffer waiting = unsafe().outboundBuffer();
        if (waiting != null && waiting.current() != null) {
            outboundMessages().add(ReferenceCountUtil.retain(waiting.current()));
            waiting.remove();
        }
    }

    /** What it has a descriptor of; borrowed. */
    public void descriptor(int number) {
        descriptor = number;
    }

    @Override
    public FileDescriptor fd() {
        return new FileDescriptor(descriptor);
    }

    @Override
    protected SocketAddress localAddress0() {
        return new InetSocketAddress("127.0.0.1", 3260);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (!blocked) {
            super.doWrite(in);
        }
    }
}
