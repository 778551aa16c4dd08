package org.scst.iscsi.internal.portal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket between two revisions of the driver, or two processes: nobody accepts, so that whoever connects waits in its
 * backlog and is not refused. It is a descriptor of the socket; with a transport that has none, the channel itself, which nothing of
 * the earlier revision hangs on, and which only the next revision in this process can take up.
 *
 * <p><i>Threading:</i> stateless; what touches a channel runs on its event loop.
 */
final class ParkedPortal {
    private static final Logger LOG = LoggerFactory.getLogger(ParkedPortal.class);
    private static final String KIND = "portal";
    private static final String ADDRESS = "address";

    private ParkedPortal() {}

    /** Parks a channel that was asked for as {@code address}. */
    static CompletableFuture<Handover.Carried> park(InetSocketAddress address, Channel channel) {
        CompletableFuture<Handover.Carried> parked = new CompletableFuture<>();
        channel.eventLoop().execute(() -> {
            channel.config().setAutoRead(false);
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.toMap().values().forEach(pipeline::remove);
            parked.complete(carried(address, channel));
        });
        return parked;
    }

    private static Handover.Carried carried(InetSocketAddress address, Channel channel) {
        if (channel instanceof UnixChannel socket) {
            try {
                SocketDescriptor descriptor =
                        SocketDescriptor.duplicateOf(socket.fd().intValue());
                channel.close();
                return Handover.Carried.ofDescriptor(
                        KIND, descriptor, Map.of(ADDRESS, text(address)), Map.of(), Map.of());
            } catch (LinuxException e) {
                LOG.warn("{} is kept for this process only: {}", channel.localAddress(), e.getMessage());
            }
        }
        ChannelPromise abandonment = channel.newPromise();
        abandonment.addListener(ChannelFutureListener.CLOSE);
        return new Handover.Carried(KIND, channel, Map.of(ADDRESS, text(address)), Map.of(), Map.of(), abandonment);
    }

    /** With the scope of a link, which it is bound to. */
    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Whether this is a portal. */
    static boolean is(Handover.Carried carried) {
        return carried.kind().equals(KIND)
                && (carried.channel() instanceof Channel || carried.channel() instanceof Integer);
    }

    /**
     * The address as it was asked for.
     *
     * @throws IllegalArgumentException when this machine has it no more, or there is none
     */
    static InetSocketAddress address(Handover.Carried carried) {
        return PortalAddress.parse(carried.text().getOrDefault(ADDRESS, ""));
    }

    /**
     * A channel of these loops that {@link #resume} has accept; {@code null} when there cannot be one, and then the socket is closed.
     *
     * @param epoll whether the loops are epoll's
     */
    static Channel channel(Handover.Carried carried, EventLoopGroup loops, boolean epoll) {
        if (carried.channel() instanceof Channel channel) {
            boolean ours = channel.isOpen()
                    && loops.equals(channel.eventLoop().parent())
                    && epoll == (channel instanceof UnixChannel);
            if (ours) {
                return channel;
            }
        } else if (epoll) {
            Channel channel = ofDescriptor((Integer) carried.channel(), loops);
            if (channel != null) {
                return channel;
            }
        }
        carried.abandon();
        return null;
    }

    private static Channel ofDescriptor(int descriptor, EventLoopGroup loops) {
        try {
            Channel channel = new EpollServerSocketChannel(descriptor);
            channel.config().setAutoRead(false);
            loops.register(channel);
            return channel;
        } catch (ChannelException e) {
            LOG.warn("A portal that was left by an earlier revision is closed: {}", e.getMessage());
            return null;
        }
    }

    /** Accepts again, those first who have waited. */
    static CompletableFuture<Void> resume(Channel channel, Acceptor acceptor) {
        return CompletableFuture.runAsync(
                () -> {
                    channel.pipeline().addLast(acceptor);
                    channel.config().setAutoRead(true);
                },
                channel.eventLoop());
    }
}
