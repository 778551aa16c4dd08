package org.scst.iscsi.internal.portal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.scst.core.target.Handover;

/**
 * A listening channel between two revisions of the driver: it reads nothing, so that whoever connects waits in its backlog and is
 * not refused; nothing of the earlier revision hangs on it.
 *
 * <p><i>Threading:</i> stateless; what touches a channel runs on its event loop.
 */
final class ParkedPortal {
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
        ChannelPromise abandonment = channel.newPromise();
        abandonment.addListener(ChannelFutureListener.CLOSE);
        return new Handover.Carried(KIND, channel, Map.of(ADDRESS, text(address)), Map.of(), Map.of(), abandonment);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Whether this is a portal. */
    static boolean is(Handover.Carried carried) {
        return carried.kind().equals(KIND) && carried.channel() instanceof Channel;
    }

    /** The address as it was asked for. */
    static InetSocketAddress address(Handover.Carried carried) {
        return PortalAddress.parse(carried.text().get(ADDRESS));
    }

    static Channel channel(Handover.Carried carried) {
        return (Channel) carried.channel();
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
