package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.SocketDescriptor;
import org.scst.core.target.Handover;

/** On loopback: listening sockets of epoll's are left as descriptors, which another process could take up as well. */
class ParkedPortalTest {
    private static final int SECONDS = 60;

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private EventLoopGroup loops;
    private InetSocketAddress portal;
    private List<Handover.Carried> left;

    private ChannelHandler recorder() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                accepted.add(context.channel());
            }
        };
    }

    @BeforeEach
    void leaveAPortal() throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll here: listening sockets stay in the process");
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Portals portals = new Portals(loops, true, this::recorder);
        portals.configure(List.of("127.0.0.1:0")).get(SECONDS, TimeUnit.SECONDS);
        portal = portals.bound().getFirst();
        left = portals.park().get(SECONDS, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() throws Exception {
        if (loops != null) {
            loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
        }
    }

    @Test
    void shouldLetWhoConnectsWaitUntilTheDescriptorIsListenedToAgain() throws Exception {
        assertEquals(1, left.size());
        assertInstanceOf(Integer.class, left.getFirst().channel());
        try (Socket waiting = new Socket(portal.getAddress(), portal.getPort())) {
            Portals next = new Portals(loops, true, this::recorder);
            next.adopt(left);
            assertEquals(List.of(), next.configure(List.of("127.0.0.1:0")).get(SECONDS, TimeUnit.SECONDS));
            assertEquals(List.of(portal), next.bound());
            assertEquals(
                    waiting.getLocalSocketAddress(),
                    accepted.poll(SECONDS, TimeUnit.SECONDS).remoteAddress());
            next.close().get(SECONDS, TimeUnit.SECONDS);
        }
        assertRefused();
    }

    @Test
    void shouldRefuseWhoConnectsWhenNobodyGoesOn() {
        new Handover(3, left).abandon();
        assertRefused();
    }

    @Test
    void shouldCloseWhatTheNextRevisionDoesNotWant() throws Exception {
        Portals next = new Portals(loops, true, this::recorder);
        next.adopt(left);
        next.configure(List.of("127.0.0.2:0")).get(SECONDS, TimeUnit.SECONDS);
        assertRefused();
        next.close().get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void shouldCloseWhatOtherLoopsCannotListenTo() throws Exception {
        EventLoopGroup others = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Portals next = new Portals(others, false, this::recorder);
        next.adopt(left);
        next.configure(List.of("127.0.0.2:0")).get(SECONDS, TimeUnit.SECONDS);
        assertRefused();
        next.close().get(SECONDS, TimeUnit.SECONDS);
        others.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
    }

    @Test
    void shouldListenAtTheOthersWhenTheInterfaceOfOneHasGone() throws Exception {
        Portals another = new Portals(loops, true, this::recorder);
        another.configure(List.of("127.0.0.2:0")).get(SECONDS, TimeUnit.SECONDS);
        InetSocketAddress kept = another.bound().getFirst();
        List<Handover.Carried> all = new ArrayList<>();
        for (String lost : List.of("[fe80::1%gone0]:3260", "")) {
            SocketDescriptor socket =
                    SocketDescriptor.duplicateOf((Integer) left.getFirst().channel());
            all.add(Handover.Carried.ofDescriptor("portal", socket, Map.of("address", lost), Map.of(), Map.of()));
        }
        new Handover(3, left).abandon();
        all.addAll(another.park().get(SECONDS, TimeUnit.SECONDS));
        Portals next = new Portals(loops, true, this::recorder);
        next.adopt(all);
        assertEquals(List.of(), next.configure(List.of("127.0.0.2:0")).get(SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of(kept), next.bound());
        assertRefused();
        next.close().get(SECONDS, TimeUnit.SECONDS);
    }

    private void assertRefused() {
        assertThrows(IOException.class, () -> new Socket(portal.getAddress(), portal.getPort()).close());
    }
}
