package org.scst.iscsi.internal.wire;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;

/**
 * An embedded channel whose peer takes nothing while it is told so, as a TCP connection whose window is closed.
 *
 * <p><i>Threading:</i> confined to one test.
 */
public final class StubbornChannel extends EmbeddedChannel {
    private boolean blocked;

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

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (!blocked) {
            super.doWrite(in);
        }
    }
}
