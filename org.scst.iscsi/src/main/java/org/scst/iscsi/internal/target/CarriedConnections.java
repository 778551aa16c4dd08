package org.scst.iscsi.internal.target;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.scst.core.target.DeadHandleException;
import org.scst.core.target.Handover;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.ConnectionState;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.login.LoginLimits;
import org.scst.iscsi.internal.session.ConnectionRecord;
import org.scst.iscsi.internal.session.RecordRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that an earlier revision has left: each becomes a channel again and goes on, or is dropped, and then its initiator
 * logs in again and resumes its nexus that way.
 *
 * <p><i>Threading:</i> thread-safe; what touches a connection runs on its event loop.
 */
final class CarriedConnections {
    private static final Logger LOG = LoggerFactory.getLogger(CarriedConnections.class);

    /** Together less than the 20 s for which nexuses are kept, beside the time that the gate takes to say no. */
    private static final int MOST_LOOKS = 100;

    private static final long LOOK_AGAIN_MILLIS = 100;
    /** As long as core keeps nexuses. */
    private static final int KEPT_SECONDS = 20;

    private final EventLoopGroup loops;
    private final boolean epoll;
    private final Function<String, IscsiTarget> targets;
    private final Function<Function<Connection, Phase>, Connection> connections;
    private final Supplier<LoginLimits> loginLimits;
    private final Queue<Handover.Carried> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param epoll whether the loops are epoll's: others cannot make a channel of a descriptor
     * @param targets by name, {@code null} for none
     * @param connections makes a connection, given its first phase
     * @param loginLimits what holds for sessions
     */
    CarriedConnections(
            EventLoopGroup loops,
            boolean epoll,
            Function<String, IscsiTarget> targets,
            Function<Function<Connection, Phase>, Connection> connections,
            Supplier<LoginLimits> loginLimits) {
        this.loops = loops;
        this.epoll = epoll;
        this.targets = targets;
        this.connections = connections;
        this.loginLimits = loginLimits;
    }

    /** @param carried taken; they wait to go on */
    void hold(List<Handover.Carried> carried) {
        waiting.addAll(carried);
    }

    /** Nothing says yet that those who wait go on: drops who still does when no nexus is kept any more. */
    void dropAtLast() {
        loops.next()
                .schedule(
                        () -> stillWaiting().forEach(left -> refuse(left, "this one could not begin")),
                        KEPT_SECONDS,
                        TimeUnit.SECONDS);
    }

    /**
     * Goes on with all who wait, once logins may be answered. A start that takes too long for logins is waited for: whose connection it
     * is waits already.
     *
     * @param startGate asked again as long as it is shut
     */
    void resume(Supplier<CompletionStage<Boolean>> startGate) {
        if (waiting.isEmpty()) {
            return;
        }
        // Core parks the nexuses on the loops, by tasks that are queued already: none may be resumed before.
        List<CompletableFuture<Void>> parked = new ArrayList<>();
        for (EventExecutor loop : loops) {
            parked.add(CompletableFuture.runAsync(() -> {}, loop));
        }
        CompletableFuture.allOf(parked.toArray(CompletableFuture[]::new))
                .thenRun(() -> resumeOnceOpen(startGate, MOST_LOOKS));
    }

    private void resumeOnceOpen(Supplier<CompletionStage<Boolean>> startGate, int looks) {
        if (waiting.isEmpty()) {
            return;
        }
        CompletionStage<Boolean> gate;
        try {
            gate = startGate.get();
        } catch (DeadHandleException withdrawn) {
            gate = CompletableFuture.failedFuture(withdrawn);
        }
        gate.whenComplete((open, failure) -> {
            if (Boolean.TRUE.equals(open)) {
                stillWaiting().forEach(this::resume);
            } else if (failure == null && looks > 0) {
                loops.next()
                        .schedule(() -> resumeOnceOpen(startGate, looks - 1), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                stillWaiting().forEach(connection -> refuse(connection, "the configuration is not in force yet"));
            }
        });
    }

    /** Those that have not gone on yet; the caller's. */
    List<Handover.Carried> stillWaiting() {
        List<Handover.Carried> all = new ArrayList<>();
        for (Handover.Carried next = waiting.poll(); next != null; next = waiting.poll()) {
            all.add(next);
        }
        return all;
    }

    private static void refuse(Handover.Carried carried, String cause) {
        LOG.warn("A connection that was left by an earlier revision is dropped: {}", cause);
        carried.abandon();
    }

    private void resume(Handover.Carried carried) {
        try {
            ConnectionRecord record = ConnectionRecord.read(carried);
            IscsiTarget target = target(record);
            SocketChannel channel = new EpollSocketChannel((Integer) carried.channel());
            channel.config().setAutoRead(false);
            Connection connection = connections.apply(resumed -> target.resume(resumed, record, loginLimits.get()));
            channel.pipeline().addLast(connection);
            EventLoop loop = loops.next();
            // In one task: nothing may be sent before what the earlier revision has not sent, nor a withdrawal come
            // between.
            loop.execute(() -> loop.register(channel)
                    .addListener(registered -> goOn(registered, channel, connection, carried, record)));
        } catch (RecordRefusedException | DeadHandleException | ChannelException e) {
            refuse(carried, e.getMessage());
        }
    }

    private IscsiTarget target(ConnectionRecord record) throws RecordRefusedException {
        if (!epoll) {
            throw new RecordRefusedException("the event loops are not epoll's any more");
        }
        String name = record.identity().targetName();
        String initiator = record.identity().initiatorName();
        IscsiTarget target = targets.apply(name);
        if (target == null) {
            throw new RecordRefusedException(initiator + " finds no target " + name + " any more");
        }
        if (target.has(initiator, record.identity().isid())) {
            throw new RecordRefusedException(initiator + " has logged in again meanwhile");
        }
        return target;
    }

    private static void goOn(
            Future<?> registered,
            SocketChannel channel,
            Connection connection,
            Handover.Carried carried,
            ConnectionRecord record) {
        if (!registered.isSuccess() || !channel.isActive()) {
            channel.close();
        } else if (connection.state() == ConnectionState.LOGGED_IN) {
            connection.goOnWith(record.unsent().retain(), record.unparsed().retain());
        } else {
            // The session was refused.
            ByteBuf farewell = carried.bytes().getOrDefault(Handover.Carried.FAREWELL, Unpooled.EMPTY_BUFFER);
            channel.writeAndFlush(farewell.retainedDuplicate()).addListener(ChannelFutureListener.CLOSE);
        }
        carried.bytes().values().forEach(ByteBuf::release);
    }
}
