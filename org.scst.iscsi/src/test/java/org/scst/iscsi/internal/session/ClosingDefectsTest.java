package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.scst.core.target.NexusDescription;
import org.scst.iscsi.internal.connection.BadPeers;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.iscsi.internal.wire.WireChannel;

/** A session on a real event loop that several want to end at the same time; see runtime/docs/defects.md. */
class ClosingDefectsTest {
    private static final int SECONDS = 30;
    private final LocalAddress portal = new LocalAddress(ClosingDefectsTest.class);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
    private final BadPeers badPeers = WireChannel.badPeers();
    private final MemoryLimit memory = WireChannel.memory();
    private final FakeNexus nexus = new FakeNexus();
    private final AtomicInteger ended = new AtomicInteger();
    private final CompletableFuture<Session> session = new CompletableFuture<>();
    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();

    private Phase begin(Connection connection) {
        SessionIdentity identity = new SessionIdentity("iqn.2026-11.org.example:i", 1, 1, 7, nexus.name());
        SessionOwner owner = new SessionOwner() {
            @Override
            public void ended(Session gone) {
                ended.incrementAndGet();
            }

            @Override
            public void endAll(String reason) {
                throw new IllegalStateException(reason);
            }
        };
        Session made = new Session(
                connection,
                identity,
                SessionFixture.parameters(),
                SessionLimits.DEFAULT,
                owner,
                (request, text, index, length) -> {});
        made.open(nexus, new NexusDescription("key", identity.initiatorName(), null, "local", true, false));
        made.begin();
        accepted.complete(connection.context().channel());
        session.complete(made);
        return made;
    }

    private Channel connect() throws InterruptedException {
        new ServerBootstrap()
                .group(loops)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Connection(badPeers, memory, ClosingDefectsTest.this::begin));
                    }
                })
                .bind(portal)
                .sync();
        return new Bootstrap()
                .group(loops)
                .channel(LocalChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(portal)
                .sync()
                .channel();
    }

    @AfterEach
    void end() throws InterruptedException {
        loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
    }

    private static Thread onGo(CountDownLatch go, Runnable action) {
        return Thread.ofPlatform().start(() -> {
            try {
                go.await();
                action.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @RepeatedTest(20)
    @DisplayName("CVE-2026-23193, CVE-2026-23216: a session that is closed from everywhere at once ends once")
    void shouldEndOnceWhoeverClosesIt() throws Exception {
        Channel initiator = connect();
        Session closing = session.get(SECONDS, TimeUnit.SECONDS);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> closers = List.of(
                onGo(go, () -> closing.drop("one")),
                onGo(go, () -> closing.close("two", false)),
                onGo(go, () -> closing.close("three", true)),
                onGo(go, closing::properties),
                onGo(go, initiator::close));
        go.countDown();
        for (Thread closer : closers) {
            closer.join();
        }
        Channel channel = accepted.get(SECONDS, TimeUnit.SECONDS);
        assertTrue(channel.closeFuture().await(SECONDS, TimeUnit.SECONDS));
        loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
        assertEquals(1, ended.get());
        assertEquals(0, badPeers.defects());
        assertEquals(0, memory.used());
    }
}
