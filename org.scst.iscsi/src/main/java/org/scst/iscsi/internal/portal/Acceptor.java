package org.scst.iscsi.internal.portal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one handler of a listening channel: gives each accepted connection its own and puts it on a loop. Netty's would do as well,
 * but cannot be put into a channel that listens already, as one does that an earlier revision has left.
 *
 * <p><i>Threading:</i> confined to the listening channel's event loop.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final int PAUSE_SECONDS = 1;

    private final EventLoopGroup loops;
    private final Supplier<ChannelHandler> connections;
    private Future<?> pause;

    Acceptor(EventLoopGroup loops, Supplier<ChannelHandler> connections) {
        this.loops = loops;
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel accepted = (Channel) message;
        accepted.config().setOption(ChannelOption.TCP_NODELAY, true);
        accepted.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        accepted.pipeline().addLast(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(connections.get());
            }
        });
        loops.register(accepted).addListener(registered -> closeUnless(registered.isSuccess(), accepted));
    }

    private static ChannelFuture closeUnless(boolean registered, Channel accepted) {
        return registered ? accepted.newSucceededFuture() : accepted.close();
    }

    /** Most often: no descriptor is free. To try again at once would keep the loop from those that could free some. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Channel listening = context.channel();
        if (!listening.config().isAutoRead()) {
            return;
        }
        LOG.warn("{} accepts nothing for {} s: {}", listening.localAddress(), PAUSE_SECONDS, cause.getMessage());
        listening.config().setAutoRead(false);
        pause = context.executor().schedule(() -> goOn(listening), PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    private static void goOn(Channel listening) {
        listening.config().setAutoRead(true);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (pause != null) {
            pause.cancel(false);
        }
    }
}
