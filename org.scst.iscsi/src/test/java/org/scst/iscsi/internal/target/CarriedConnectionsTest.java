package org.scst.iscsi.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.SecretFolder;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.Handover;
import org.scst.iscsi.internal.authentication.Authenticator;
import org.scst.iscsi.internal.isns.NamedInitiators;
import org.scst.iscsi.internal.wire.WirePdu;

/** Connections of a real initiator on loopback that outlive the driver's revision. */
class CarriedConnectionsTest {
    private static final int SECONDS = 60;
    private static final int NOP_IN = 0x20;
    private static final int ASYNCHRONOUS_MESSAGE = 0x32;
    private static final String SAN = "iqn.2026-11.org.example:san";
    private static final String INITIATOR = "iqn.2026-11.org.example:initiator";
    private static final DriverConfiguration CONFIGURATION = new DriverConfiguration(
            1,
            Map.of("portals", "127.0.0.1:0"),
            List.of(new DriverConfiguration.Target("san", SAN, Map.of("lun.0", "disk1"), false)));

    private EventLoopGroup loops;
    private boolean platformStops;
    private final List<IscsiDriver> revisions = new ArrayList<>();
    private final FakeDriverHandle core = new FakeDriverHandle();

    @BeforeEach
    void begin() throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll here: connections are not carried");
        loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        core.gate.complete(true);
        nextRevision();
    }

    @AfterEach
    void end() throws Exception {
        if (loops == null) {
            return;
        }
        platformStops = true;
        for (IscsiDriver revision : revisions) {
            await(revision.stop());
        }
        core.takeOver().ifPresent(Handover::abandon);
        assertEquals(List.of(), core.refusals);
        loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private void nextRevision() throws Exception {
        IscsiDriver driver = new IscsiDriver(
                loops,
                Map.of("transport", "epoll"),
                new Withdrawal(() -> platformStops),
                new Authenticator(new SecretFolder(Path.of("nowhere")), Runnable::run),
                new NamedInitiators(Optional.empty()));
        revisions.add(driver);
        core.ports.clear();
        await(driver.start(core, CONFIGURATION));
    }

    private void withdraw() throws Exception {
        await(revisions.removeLast().stop());
    }

    private Socket login() throws IOException {
        String portal = revisions.getLast().portals().getFirst();
        Socket socket = new Socket("127.0.0.1", Integer.parseInt(portal.substring(portal.indexOf(':') + 1)));
        socket.setSoTimeout(SECONDS * 1000);
        send(socket, WirePdu.login(0x87, 1, 0, "InitiatorName=" + INITIATOR, "TargetName=" + SAN));
        assertEquals(0, read(socket).int16(36));
        return socket;
    }

    private static void send(Socket socket, WirePdu pdu) throws IOException {
        socket.getOutputStream().write(pdu.bytes());
    }

    private static WirePdu read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] header = new byte[48];
        in.readFully(header);
        int length = header[5] << 16 | (header[6] & 0xFF) << 8 | header[7] & 0xFF;
        byte[] data = in.readNBytes(length + 3 & ~3);
        ByteBuffer whole =
                ByteBuffer.allocate(header.length + data.length).put(header).put(data);
        return WirePdu.read(whole.flip(), false, false);
    }

    private static WirePdu ping(int tag, int cmdSN, int... data) {
        byte[] bytes = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte) data[i];
        }
        return WirePdu.nopOut(tag, cmdSN).data(bytes);
    }

    @Test
    void shouldGoOnWhenAStartHasTakenTooLongForLogins() throws Exception {
        try (Socket socket = login()) {
            send(socket, ping(1, 5, 1));
            read(socket);
            withdraw();
            core.gate = CompletableFuture.completedFuture(false);
            nextRevision();
            send(socket, ping(2, 6, 2));
            core.gate = CompletableFuture.completedFuture(true);
            assertEquals(NOP_IN, read(socket).opcode());
        }
    }

    @Test
    void shouldGoOnUnderTheNextRevisionAsIfNothingHadHappened() throws Exception {
        try (Socket socket = login()) {
            for (int update = 0; update < 3; update++) {
                int number = 5 + 2 * update;
                send(socket, ping(1, number, 1, 2, 3));
                int statSN = read(socket).int32(24);
                withdraw();
                send(socket, ping(2, number + 1, 4, 5, 6, 7));
                nextRevision();
                WirePdu answer = read(socket);
                assertEquals(NOP_IN, answer.opcode());
                assertEquals(2, answer.int32(16));
                assertEquals(statSN + 1, answer.int32(24), "StatSN goes on");
                assertEquals(number + 2, answer.int32(28), "ExpCmdSN goes on");
                assertTrue(Arrays.equals(new byte[] {4, 5, 6, 7}, answer.data()));
                FakeTargetPort.Opened nexus = core.ports.get(SAN).opened.getFirst();
                assertTrue(nexus.description().carriesCommands());
                assertEquals(
                        INITIATOR + ",i,0x000000000001", nexus.description().key());
            }
        }
    }

    @Test
    void shouldGoOnInTheMiddleOfAPdu() throws Exception {
        try (Socket socket = login()) {
            byte[] bytes = ping(9, 5, 1, 2, 3, 4).bytes();
            send(socket, ping(8, 5).immediate());
            assertEquals(8, read(socket).int32(16), "all before has been read");
            socket.getOutputStream().write(bytes, 0, 50);
            withdraw();
            socket.getOutputStream().write(bytes, 50, bytes.length - 50);
            nextRevision();
            WirePdu answer = read(socket);
            assertEquals(9, answer.int32(16));
            assertTrue(Arrays.equals(new byte[] {1, 2, 3, 4}, answer.data()));
        }
    }

    @Test
    void shouldSayThatTheConnectionIsDroppedWhenNoRevisionComes() throws Exception {
        try (Socket socket = login()) {
            withdraw();
            core.takeOver().orElseThrow().abandon();
            WirePdu told = read(socket);
            assertEquals(ASYNCHRONOUS_MESSAGE, told.opcode());
            assertEquals(3, told.int8(36), "dropped, not asked to log out, which would be the loss of the nexus");
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void shouldDropPolitelyWhatItDoesNotUnderstandAndGoOnWithTheRest() throws Exception {
        try (Socket socket = login()) {
            withdraw();
            Handover left = core.takeOver().orElseThrow();
            core.left = new Handover(
                    left.version(),
                    left.carried().stream()
                            .map(CarriedConnectionsTest::ofTheFuture)
                            .toList());
            nextRevision();
            assertEquals(3, read(socket).int8(36));
            assertEquals(-1, socket.getInputStream().read());
        }
        login().close();
    }

    private static Handover.Carried ofTheFuture(Handover.Carried carried) {
        Map<String, Long> numbers = new HashMap<>(carried.numbers());
        numbers.replace("version", 99L);
        return new Handover.Carried(
                carried.kind(), carried.channel(), carried.text(), numbers, carried.bytes(), carried.abandonment());
    }

    @Test
    void shouldDropPolitelyWhenNothingHandedOverWouldBeKept() throws Exception {
        try (Socket socket = login()) {
            core.keeps = false;
            withdraw();
            assertEquals(3, read(socket).int8(36));
            assertEquals(-1, socket.getInputStream().read());
            assertEquals(Optional.empty(), core.takeOver());
        }
        core.keeps = true;
        nextRevision();
    }

    @Test
    void shouldWaitUntilLoginsAreAnsweredAndLeaveOnWhatStillWaits() throws Exception {
        try (Socket socket = login()) {
            withdraw();
            core.gate = new CompletableFuture<>();
            nextRevision();
            withdraw();
            core.gate = CompletableFuture.completedFuture(true);
            nextRevision();
            send(socket, ping(1, 5));
            assertEquals(NOP_IN, read(socket).opcode());
        }
    }

    @Test
    void shouldDropPolitelyWhatWaitsForAConfigurationThatDoesNotCome() throws Exception {
        try (Socket socket = login()) {
            withdraw();
            core.gate = new CompletableFuture<>();
            nextRevision();
            core.gate.complete(false);
            assertEquals(3, read(socket).int8(36));
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    private void failToBegin() {
        core.faulty = true;
        assertThrows(IllegalStateException.class, this::nextRevision);
        core.faulty = false;
    }

    @Test
    void shouldLeaveOnWhatAStartThatFailsHasTakenOver() throws Exception {
        List<String> portals = revisions.getLast().portals();
        try (Socket socket = login()) {
            withdraw();
            failToBegin();
            withdraw();
            nextRevision();
            assertEquals(portals, revisions.getLast().portals());
            send(socket, ping(1, 5));
            assertEquals(NOP_IN, read(socket).opcode());
        }
    }

    @Test
    void shouldGoOnWithTheConfigurationAfterOneThatCouldNotBeTaken() throws Exception {
        List<String> portals = revisions.getLast().portals();
        try (Socket socket = login()) {
            withdraw();
            failToBegin();
            await(revisions.getLast().configure(CONFIGURATION));
            assertEquals(portals, revisions.getLast().portals());
            send(socket, ping(1, 5));
            assertEquals(NOP_IN, read(socket).opcode());
        }
    }

    @Test
    void shouldEndWhatAStartThatFailsHasTakenOverWhenNobodyComesAfterIt() throws Exception {
        String portal = revisions.getLast().portals().getFirst();
        try (Socket socket = login()) {
            withdraw();
            failToBegin();
            platformStops = true;
            withdraw();
            assertEquals(3, read(socket).int8(36));
            assertEquals(-1, socket.getInputStream().read());
            int port = Integer.parseInt(portal.substring(portal.indexOf(':') + 1));
            assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
        }
    }

    @Test
    void shouldDropPolitelyWhatHasNoPlaceAnyMore() throws Exception {
        try (Socket socket = login()) {
            withdraw();
            core.full = true;
            nextRevision();
            assertEquals(3, read(socket).int8(36));
        }
    }
}
