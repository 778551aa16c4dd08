package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;

/** On loopback, with ports that the kernel chooses. */
class PortalsTest {
    private static final int SECONDS = 60;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final Portals portals = new Portals(loops, false, this::recorder);
    private final List<Socket> clients = new ArrayList<>();

    private ChannelHandler recorder() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                accepted.add(context.channel());
            }
        };
    }

    private List<DriverProblem> configure(String... wanted) throws Exception {
        return portals.configure(List.of(wanted)).get(SECONDS, TimeUnit.SECONDS);
    }

    private InetSocketAddress only() {
        assertEquals(1, portals.bound().size());
        return portals.bound().getFirst();
    }

    /** Connected until the test ends: an accepted channel whose peer has gone may close at any moment. */
    private Channel connect(InetSocketAddress portal) throws Exception {
        clients.add(new Socket(portal.getAddress(), portal.getPort()));
        return accepted.poll(SECONDS, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        portals.close().get(SECONDS, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
    }

    @Test
    void shouldHandEachConnectionToItsHandlerWithoutDelay() throws Exception {
        assertEquals(List.of(), configure("127.0.0.1:0"));

        Channel connection = connect(only());

        assertEquals(only(), connection.localAddress());
        assertEquals(
                true,
                ((io.netty.channel.socket.SocketChannel) connection).config().isTcpNoDelay());
    }

    @Test
    void shouldLetWhoConnectsWaitUntilTheNextRevisionListens() throws Exception {
        configure("127.0.0.1:0", "127.0.0.2:0");
        InetSocketAddress portal = portals.bound().getFirst();
        List<Handover.Carried> left = portals.park().get(SECONDS, TimeUnit.SECONDS);
        assertEquals(List.of(), portals.bound());
        assertEquals(2, left.size());
        for (Handover.Carried carried : left) {
            assertEquals(
                    Map.of(), ((Channel) carried.channel()).pipeline().toMap(), "nothing of this revision is left");
        }
        try (Socket waiting = new Socket(portal.getAddress(), portal.getPort())) {
            assertNull(accepted.poll(100, TimeUnit.MILLISECONDS));
            Portals next = new Portals(loops, false, this::recorder);
            next.adopt(left);
            assertEquals(List.of(), next.configure(List.of("127.0.0.1:0")).get(SECONDS, TimeUnit.SECONDS));
            assertEquals(List.of(portal), next.bound());
            assertEquals(
                    waiting.getLocalSocketAddress(),
                    accepted.poll(SECONDS, TimeUnit.SECONDS).remoteAddress());
            assertFalse(((Channel) left.getLast().channel()).isOpen(), "not wanted any more");
            next.close().get(SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldCloseAParkedPortalThatIsAbandoned() throws Exception {
        configure("127.0.0.1:0");
        List<Handover.Carried> left = portals.park().get(SECONDS, TimeUnit.SECONDS);
        new Handover(1, left).abandon();
        Channel channel = (Channel) left.getFirst().channel();
        assertTrue(channel.closeFuture().await(SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void shouldNotTakeUpAPortalOfOtherLoops() throws Exception {
        configure("127.0.0.1:0");
        List<Handover.Carried> left = portals.park().get(SECONDS, TimeUnit.SECONDS);
        EventLoopGroup others = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Portals next = new Portals(others, false, this::recorder);
        next.adopt(left);
        next.configure(List.of()).get(SECONDS, TimeUnit.SECONDS);
        assertTrue(((Channel) left.getFirst().channel()).closeFuture().await(SECONDS, TimeUnit.SECONDS));
        others.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
    }

    @Test
    void shouldLeaveAPortalAloneThatStaysInTheList() throws Exception {
        configure("127.0.0.1:0");
        InetSocketAddress before = only();

        assertEquals(List.of(), configure("127.0.0.2:0", "127.0.0.1:0"));

        assertTrue(portals.bound().contains(before));
        assertEquals(2, portals.bound().size());
    }

    @Test
    void shouldCloseAPortalThatLeavesTheList() throws Exception {
        configure("127.0.0.1:0");
        InetSocketAddress before = only();

        configure();

        assertEquals(List.of(), portals.bound());
        assertThrows(IOException.class, () -> connect(before));
    }

    @Test
    void shouldLetAWildcardTakeThePlaceOfAnAddress() throws Exception {
        configure("127.0.0.1:0");
        int port = only().getPort();

        assertEquals(List.of(), configure("0.0.0.0:" + port));

        assertEquals(port, only().getPort());
        connect(new InetSocketAddress("127.0.0.1", port));
    }

    @Test
    void shouldBindAnAddressOnceHoweverItIsWritten() throws Exception {
        assertEquals(List.of(), configure("127.0.0.1:0", "127.000.000.001:0", "127.0.0.1:0"));

        only();
    }

    @Test
    void shouldTellTheSameAddressOfTwoLinksApart() throws Exception {
        // Interfaces that no machine has: what matters is that both are tried.
        List<DriverProblem> problems = configure("[fe80::1%65001]:3260", "[fe80::1%65002]:3260", "127.0.0.1:0");

        assertEquals(
                List.of("[fe80::1%65001]:3260", "[fe80::1%65002]:3260"),
                problems.stream()
                        .map(problem -> problem.cause().split(" ", 2)[0])
                        .toList());
        only();
    }

    @Test
    void shouldNameTheHolderOfATakenPortAndGoOnWithTheOthers() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<DriverProblem> problems = configure("127.0.0.1:" + holder.getLocalPort(), "127.0.0.1:0");

            assertEquals(1, problems.size());
            assertEquals("portals", problems.getFirst().key());
            assertTrue(
                    problems.getFirst()
                            .cause()
                            .contains("(pid " + ProcessHandle.current().pid() + ")"),
                    problems.getFirst().cause());
            only();
        }
    }

    @Test
    void shouldBindATakenPortOnceItIsFree() throws Exception {
        try (ServerSocket holder = new ServerSocket()) {
            holder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            holder.bind(new InetSocketAddress("127.0.0.1", 0));
            String portal = "127.0.0.1:" + holder.getLocalPort();
            assertEquals(1, configure(portal).size());

            holder.close();

            assertEquals(List.of(), configure(portal));
            only();
        }
    }

    @Test
    void shouldSayWhenTheMachineLacksAnAddress() throws Exception {
        // 192.0.2.0/24 is for documentation and no machine's own.
        List<DriverProblem> problems = configure("192.0.2.1:0", "127.0.0.1:0");

        assertEquals(1, problems.size());
        assertTrue(problems.getFirst().cause().startsWith("192.0.2.1:0 could not be bound"));
        assertTrue(problems.getFirst().cure().startsWith("Give this machine the address"));
        only();
    }

    @Test
    void shouldSayWhatIsNoAddress() throws Exception {
        List<DriverProblem> problems = configure("example.org:3260", "127.0.0.1:0");

        assertEquals(
                "example.org:3260 has no numeric address", problems.getFirst().cause());
        only();
    }

    @Test
    void shouldBringSeveralChangesIntoForceOneAfterTheOther() throws Exception {
        portals.configure(List.of("127.0.0.1:0"));
        portals.configure(List.of("127.0.0.2:0"));
        configure("127.0.0.3:0");

        assertEquals("127.0.0.3", only().getAddress().getHostAddress());
    }
}
