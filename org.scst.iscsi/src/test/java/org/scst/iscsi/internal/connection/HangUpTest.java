package org.scst.iscsi.internal.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On real sockets: the kernel is asked for the end of a connection that nobody reads. */
class HangUpTest {
    private static final int SECONDS = 60;

    private final CompletableFuture<ChannelHandlerContext> accepted = new CompletableFuture<>();
    private EventLoopGroup loops;
    private Channel listening;

    @BeforeEach
    void listen() throws InterruptedException {
        assumeTrue(Epoll.isAvailable(), "no epoll here");
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        listening = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void handlerAdded(ChannelHandlerContext context) {
                                accepted.complete(context);
                            }
                        });
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    @AfterEach
    void end() throws InterruptedException {
        if (loops != null) {
            loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) listening.localAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private Channel look() throws Exception {
        HangUp.look(accepted.get(SECONDS, TimeUnit.SECONDS))
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
        return accepted.get().channel();
    }

    @Test
    void shouldEndAConnectionWhoseBytesNobodyHasRead() throws Exception {
        try (Socket initiator = connect()) {
            initiator.getOutputStream().write(new byte[1000]);
        }
        Channel channel = accepted.get(SECONDS, TimeUnit.SECONDS).channel();
        // On loopback the kernel knows at once, but nobody promises that.
        while (!channel.eventLoop()
                .submit(() -> !channel.isOpen() || HangUp.left(channel))
                .get()) {
            Thread.onSpinWait();
        }
        assertFalse(look().isOpen());
    }

    @Test
    void shouldLeaveAConnectionAloneThatIsThere() throws Exception {
        try (Socket initiator = connect()) {
            initiator.getOutputStream().write(new byte[1000]);
            assertTrue(look().isOpen());
        }
    }

    @Test
    void shouldSayNothingOfAConnectionThatIsGone() throws Exception {
        try (Socket initiator = connect()) {
            Channel channel = accepted.get(SECONDS, TimeUnit.SECONDS).channel();
            channel.close().sync();
            assertFalse(look().isOpen());
            assertTrue(initiator.isConnected());
        }
    }
}
