package org.scst.iscsi.internal.portal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening channels. A changed list binds and unbinds the difference only.
 *
 * <p><i>Threading:</i> thread-safe: one change of the list follows the other, and nothing else touches the channels. <i>Ownership:</i>
 * owns the listening channels; accepted ones belong to their handlers.
 */
public final class Portals {
    private static final Logger LOG = LoggerFactory.getLogger(Portals.class);
    private static final int BACKLOG = 1024;
    private static final long SELECT_MILLIS = 1;

    private final EventLoopGroup loops;
    private final Class<? extends ServerChannel> channelType;
    private final Supplier<ChannelHandler> connections;

    /** By address as it was asked for; touched by the change under way only. */
    private final Map<ScopedAddress, Channel> listening = new LinkedHashMap<>();

    /** Left by an earlier revision, by address: one that is wanted still is taken up, the others are closed. */
    private final Map<ScopedAddress, Channel> parked = new LinkedHashMap<>();

    private CompletableFuture<Void> lastChange = CompletableFuture.completedFuture(null);
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
     * Brings the list into force, after any change that is under way.
     *
     * @param wanted as written
     * @return ends when every portal is bound or has failed
     */
    public synchronized CompletableFuture<List<DriverProblem>> configure(List<String> wanted) {
        CompletableFuture<List<DriverProblem>> change = lastChange.thenCompose(nothing -> bring(wanted));
        lastChange = change.handle((problems, failure) -> null);
        return change;
    }

    /** Closes all of them; connections go on. */
    public CompletableFuture<Void> close() {
        return configure(List.of()).thenApply(problems -> null);
    }

    /**
     * Leaves all of them to the next revision, parked: whoever connects waits, and is not refused.
     *
     * @return ends when nothing of this revision hangs on them any more
     */
    public synchronized CompletableFuture<List<Handover.Carried>> park() {
        CompletableFuture<List<Handover.Carried>> change = lastChange.thenCompose(nothing -> parkAll());
        lastChange = change.handle((portals, failure) -> null);
        return change;
    }

    private CompletableFuture<List<Handover.Carried>> parkAll() {
        List<CompletableFuture<Handover.Carried>> parking = new ArrayList<>();
        // Those too that were left to this revision, and that it has never taken up.
        for (Map<ScopedAddress, Channel> all : List.of(listening, parked)) {
            all.forEach((address, channel) -> parking.add(ParkedPortal.park(address.address(), channel)));
            all.clear();
        }
        bound = List.of();
        return CompletableFuture.allOf(parking.toArray(CompletableFuture[]::new))
                .thenApply(
                        nothing -> parking.stream().map(CompletableFuture::join).toList());
    }

    /** Has the next {@link #configure} take up what an earlier revision left; what is of no use to this one is closed. */
    public synchronized void adopt(List<Handover.Carried> left) {
        lastChange =
                lastChange.thenRun(() -> left.stream().filter(ParkedPortal::is).forEach(this::adopt));
    }

    private void adopt(Handover.Carried portal) {
        ScopedAddress address;
        try {
            address = ScopedAddress.of(ParkedPortal.address(portal));
        } catch (IllegalArgumentException e) {
            // The interface of a link's address has gone since: the others go on.
            LOG.warn("A portal that was left by an earlier revision is closed: {}", e.getMessage());
            portal.abandon();
            return;
        }
        Channel channel = ParkedPortal.channel(portal, loops, channelType == EpollServerSocketChannel.class);
        if (channel != null) {
            parked.put(address, channel);
        }
    }

    private CompletableFuture<List<DriverProblem>> bring(List<String> wanted) {
        List<DriverProblem> problems = new ArrayList<>();
        Map<ScopedAddress, String> addresses = parse(wanted, problems);
        // A wildcard may take the place of an address, so that the old ones end before the new ones begin.
        CompletableFuture<Void> change = closeAllBut(addresses);
        for (Map.Entry<ScopedAddress, String> portal : addresses.entrySet()) {
            change = change.thenCompose(nothing -> bind(portal.getKey(), portal.getValue(), problems));
        }
        return change.thenApply(nothing -> {
            bound = listening.values().stream()
                    .map(channel -> (InetSocketAddress) channel.localAddress())
                    .toList();
            return problems;
        });
    }

    /** The addresses, each once, [::] before all others: it listens to both families. */
    private static Map<ScopedAddress, String> parse(List<String> wanted, List<DriverProblem> problems) {
        Map<ScopedAddress, String> both = new LinkedHashMap<>();
        Map<ScopedAddress, String> others = new LinkedHashMap<>();
        for (String portal : wanted) {
            try {
                ScopedAddress address = ScopedAddress.of(PortalAddress.parse(portal));
                (wildcard6(address.address()) ? both : others).putIfAbsent(address, portal);
            } catch (IllegalArgumentException e) {
                problems.add(new DriverProblem(
                        "", "portals", e.getMessage(), "Write ADDRESS:PORT, or [ADDRESS]:PORT for IPv6."));
            }
        }
        both.putAll(others);
        return both;
    }

    private static boolean wildcard6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address any && any.isAnyLocalAddress();
    }

    private CompletableFuture<Void> closeAllBut(Map<ScopedAddress, String> wanted) {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        List<ScopedAddress> surplus = new ArrayList<>(listening.keySet());
        surplus.addAll(parked.keySet());
        surplus.removeAll(wanted.keySet());
        for (ScopedAddress address : surplus) {
            Channel channel = listening.containsKey(address) ? listening.remove(address) : parked.remove(address);
            LOG.info("Portal {} is closed", channel.localAddress());
            CompletableFuture<Void> closed = new CompletableFuture<>();
            // With NIO the port is free only after the loop's next look at its selector, which comes before scheduled
            // work.
            channel.close()
                    .addListener(future -> channel.eventLoop()
                            .schedule(() -> closed.complete(null), SELECT_MILLIS, TimeUnit.MILLISECONDS));
            closing.add(closed);
        }
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> bind(ScopedAddress address, String portal, List<DriverProblem> problems) {
        if (listening.containsKey(address)) {
            return CompletableFuture.completedFuture(null);
        }
        Channel left = parked.remove(address);
        if (left != null) {
            LOG.info("Listening on {} again", portal);
            listening.put(address, left);
            return ParkedPortal.resume(left, new Acceptor(loops, connections));
        }
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        ChannelFuture binding = bootstrap().bind(address.address());
        binding.addListener(future -> outcome.complete(future.cause()));
        return outcome.thenCompose(failure -> {
            if (failure == null) {
                LOG.info("Listening on {}", portal);
                listening.put(address, binding.channel());
                return CompletableFuture.completedFuture(null);
            }
            // Not here: this may be an event loop, and the cause is looked for in files.
            return CompletableFuture.runAsync(() -> failed(address.address(), portal, failure, problems));
        });
    }

    private Bootstrap bootstrap() {
        return new Bootstrap()
                .group(loops)
                .channel(channelType)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Acceptor(loops, connections));
    }

    private void failed(InetSocketAddress address, String portal, Throwable failure, List<DriverProblem> problems) {
        boolean taken = String.valueOf(failure.getMessage()).contains("in use");
        if (taken && address.getAddress().isAnyLocalAddress() && coveredByBoth(address.getPort())) {
            LOG.info("{} is covered by [::]:{}", portal, address.getPort());
            return;
        }
        DriverProblem problem = taken ? taken(address, portal) : unusable(portal, failure);
        problems.add(problem);
    }

    private boolean coveredByBoth(int port) {
        return listening.keySet().stream()
                .map(ScopedAddress::address)
                .anyMatch(other -> wildcard6(other) && other.getPort() == port);
    }

    private static DriverProblem taken(InetSocketAddress address, String portal) {
        String holder = PortHolder.find(address);
        return new DriverProblem(
                "",
                "portals",
                portal + " is taken" + (holder.isEmpty() ? "" : " by " + holder),
                "Stop it, or write another port in portals of org.scst.iscsi.cfg.");
    }

    private static DriverProblem unusable(String portal, Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return new DriverProblem(
                "",
                "portals",
                portal + " could not be bound: " + message,
                message.contains("ermission")
                        ? "Write a port above 1023 in portals of org.scst.iscsi.cfg, or run as root."
                        : "Give this machine the address, or take it out of portals of org.scst.iscsi.cfg.");
    }
}
