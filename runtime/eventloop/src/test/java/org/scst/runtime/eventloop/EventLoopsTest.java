package org.scst.runtime.eventloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void shouldMakeOneLoopPerCoreWhenNothingElseIsAsked() throws InterruptedException {
        EventLoops loops = new EventLoops(Transport.NIO, 0);
        assertEquals(Runtime.getRuntime().availableProcessors(), loops.size());
        loops.awaitUsersAndShutDown(LONG);
    }

    @Test
    void shouldKeepLoopsRunningUntilTheLastChannelIsClosed() throws Exception {
        EventLoops loops = new EventLoops(Transport.NIO, 2);
        Channel channel = openChannel(loops);
        assertEquals(1, loops.openChannels());

        CompletableFuture<Boolean> end = shutDownElsewhere(loops, LONG);
        // The loops must still serve the channel's owner, who has work to do before it lets go.
        assertEquals(
                "still served", channel.eventLoop().submit(() -> "still served").get());
        assertFalse(loops.group().isShuttingDown());

        channel.close().sync();
        assertTrue(end.get());
        assertTrue(loops.group().isTerminated());
    }

    @Test
    void shouldCloseWhatIsStillOpenWhenTheLimitHasPassed() throws Exception {
        EventLoops loops = new EventLoops(Transport.NIO, 1);
        Channel channel = openChannel(loops);

        assertFalse(shutDownElsewhere(loops, Duration.ZERO).get());
        assertFalse(channel.isOpen());
        assertTrue(loops.group().isTerminated());
    }

    @Test
    void shouldSayThatItEndsAsSoonAsItIsWithdrawnAndServeStill() throws Exception {
        EventLoops loops = new EventLoops(Transport.NIO, 1);
        loops.withdrawn();
        assertTrue(loops.group().isShuttingDown());
        assertEquals("still served", loops.group().submit(() -> "still served").get());
        assertTrue(loops.awaitUsersAndShutDown(LONG));
    }

    @Test
    void shouldNotPinTheClassLoaderOfWhoeverStartedALoop() throws Exception {
        EventLoops loops = new EventLoops(Transport.NIO, 1);
        Thread.currentThread().setContextClassLoader(new ClassLoader() {});
        try {
            ClassLoader seen = loops.group()
                    .submit(() -> Thread.currentThread().getContextClassLoader())
                    .get();
            assertEquals(NioIoHandler.class.getClassLoader(), seen);
        } finally {
            Thread.currentThread().setContextClassLoader(EventLoopsTest.class.getClassLoader());
            loops.awaitUsersAndShutDown(LONG);
        }
    }

    private static Channel openChannel(EventLoops loops) throws InterruptedException {
        return new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    private static CompletableFuture<Boolean> shutDownElsewhere(EventLoops loops, Duration limit) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                end.complete(loops.awaitUsersAndShutDown(limit));
            } catch (InterruptedException interrupted) {
                end.completeExceptionally(interrupted);
            }
        });
        return end;
    }
}
