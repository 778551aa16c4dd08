package org.scst.local.internal.nexus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.scst.core.target.NexusDescription;
import org.scst.local.InitiatorPort;
import org.scst.local.internal.block.Sender;

/** A real event loop, and nexuses on it with a mid-layer of memory. Skips the test where there is no epoll. */
public final class NexusLoop implements AutoCloseable {
    public final EventLoop loop;
    /** Of senders to come: whether the start gate has opened. */
    public CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);

    private final MemoryTarget core;
    private final MultiThreadIoEventLoopGroup loops;

    private NexusLoop(MemoryTarget core) {
        this.core = core;
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        loop = loops.next();
    }

    public static NexusLoop to(MemoryTarget core) {
        assumeTrue(Epoll.isAvailable(), "Netty's epoll is not available here");
        return new NexusLoop(core);
    }

    /** What an initiator sends goes to the mid-layer. */
    public Sender sender(InitiatorPort port) {
        return new Sender(
                loop,
                (on, listener) -> {
                    LocalTransport transport = new LocalTransport(on, listener);
                    transport.open(
                            core,
                            new NexusDescription(port.name(), port.name(), port.transportId(), "here", true, false));
                    return transport;
                },
                gate);
    }

    /** Of an initiator called guest. */
    public Sender guest() {
        return sender(new InitiatorPort("guest"));
    }

    /** Returns when it has run on the loop. */
    public void run(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
