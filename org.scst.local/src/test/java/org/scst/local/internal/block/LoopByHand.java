package org.scst.local.internal.block;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.scst.core.target.NexusDescription;
import org.scst.local.InitiatorPort;
import org.scst.local.internal.nexus.LocalTransport;
import org.scst.local.internal.nexus.MemoryTarget;

/** An event loop whose tasks and time the test drives, and a sender on it. */
public final class LoopByHand {
    private static final int ROUNDS = 1000;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final MemoryTarget target;
    public final CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);

    public LoopByHand(MemoryTarget target) {
        this.target = target;
    }

    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** A sender whose start gate is this. */
    public Sender sender(CompletableFuture<Boolean> startGate) {
        return new Sender(
                loop(),
                (on, listener) -> {
                    InitiatorPort port = new InitiatorPort("tester");
                    LocalTransport transport = new LocalTransport(on, listener);
                    transport.open(
                            target,
                            new NexusDescription(port.name(), port.name(), port.transportId(), "here", true, false));
                    return transport;
                },
                startGate);
    }

    /** Runs what is to be run, and lets the time pass that is waited for. */
    public void run() {
        for (int i = 0; i < ROUNDS; i++) {
            channel.runPendingTasks();
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            if (channel.runScheduledPendingTasks() < 0) {
                break;
            }
        }
        channel.runPendingTasks();
    }
}
