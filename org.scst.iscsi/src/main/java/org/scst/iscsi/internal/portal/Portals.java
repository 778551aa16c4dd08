package org.scst.iscsi.internal.portal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.scst.core.target.DriverProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening channels. A changed list binds and unbinds the difference only.
 *
 * <p><i>Threading:</i> {@link #configure} and {@link #close} one at a time; {@link #bound} anywhere.
 */
public final class Portals {
    private static final Logger LOG = LoggerFactory.getLogger(Portals.class);
    private static final int BACKLOG = 1024;

    private final EventLoopGroup loops;
    private final Class<? extends ServerChannel> channelType;
    private final Supplier<ChannelHandler> connections;
    private final Map<String, Channel> listening = new LinkedHashMap<>();
    private volatile List<InetSocketAddress> bound = List.of();

    /**
     * @param loops shared by all drivers
     * @param epoll whether they are epoll's
     * @param connections makes the handler of each accepted connection
     */
    public Portals(EventLoopGroup loops, boolean epoll, Supplier<ChannelHandler> connections) {
        this.loops = loops;
        this.channelType = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        this.connections = connections;
    }

    /** Addresses that are bound now. */
    public List<InetSocketAddress> bound() {
        return bound;
    }

    /**
     * Brings the list into force.
     *
     * @param wanted as written
     * @return ends when every portal is bound or has failed
     */
    public CompletableFuture<List<DriverProblem>> configure(List<String> wanted) {
        List<DriverProblem> problems = new ArrayList<>();
        List<String> surplus = new ArrayList<>(listening.keySet());
        surplus.removeAll(wanted);
        surplus.forEach(portal -> {
            LOG.info("Portal {} is closed", portal);
            listening.remove(portal).close();
        });
        List<CompletableFuture<Void>> binding = new ArrayList<>();
        for (String portal : wanted) {
            if (!listening.containsKey(portal)) {
                binding.add(bind(portal, problems));
            }
        }
        return CompletableFuture.allOf(binding.toArray(CompletableFuture[]::new))
                .thenApply(nothing -> {
                    publish();
                    return problems;
                });
    }

    private CompletableFuture<Void> bind(String portal, List<DriverProblem> problems) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        InetSocketAddress address;
        try {
            address = PortalAddress.parse(portal);
        } catch (IllegalArgumentException e) {
            problems.add(new DriverProblem(
                    "", "portals", e.getMessage(), "Write ADDRESS:PORT, or [ADDRESS]:PORT for IPv6."));
            return CompletableFuture.completedFuture(null);
        }
        new ServerBootstrap()
                .group(loops)
                .channel(channelType)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(connections.get());
                    }
                })
                .bind(address)
                .addListener(future -> {
                    if (future.isSuccess()) {
                        bound(portal, ((io.netty.channel.ChannelFuture) future).channel());
                    } else {
                        CompletableFuture.runAsync(() -> failed(portal, address, future.cause(), problems))
                                .whenComplete((nothing, failure) -> done.complete(null));
                        return;
                    }
                    done.complete(null);
                });
        return done;
    }

    private void bound(String portal, Channel channel) {
        LOG.info("Listening on {}", portal);
        synchronized (listening) {
            listening.put(portal, channel);
        }
    }

    private static void failed(
            String portal, InetSocketAddress address, Throwable cause, List<DriverProblem> problems) {
        String holder = PortHolder.find(address.getPort());
        boolean taken = String.valueOf(cause.getMessage()).contains("in use");
        DriverProblem problem = taken
                ? new DriverProblem(
                        "",
                        "portals",
                        portal + " is taken" + (holder.isEmpty() ? "" : " by " + holder),
                        "Stop it, or write another port in portals of org.scst.iscsi.cfg.")
                : new DriverProblem(
                        "",
                        "portals",
                        portal + " could not be bound: " + cause.getMessage(),
                        "Write an address that this machine has.");
        LOG.warn("{} {}", problem.cause(), problem.cure());
        synchronized (problems) {
            problems.add(problem);
        }
    }

    private void publish() {
        synchronized (listening) {
            bound = listening.values().stream()
                    .map(channel -> (InetSocketAddress) channel.localAddress())
                    .toList();
        }
    }

    /** Closes all of them; connections go on. */
    public CompletableFuture<Void> close() {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        synchronized (listening) {
            for (Channel channel : listening.values()) {
                CompletableFuture<Void> closed = new CompletableFuture<>();
                channel.close().addListener(future -> closed.complete(null));
                closing.add(closed);
            }
            listening.clear();
        }
        bound = List.of();
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }
}
