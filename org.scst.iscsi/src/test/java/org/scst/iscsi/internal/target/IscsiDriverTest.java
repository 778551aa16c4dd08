package org.scst.iscsi.internal.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverHandle;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.PortDescription;
import org.scst.core.target.TargetPort;
import org.scst.iscsi.internal.wire.WirePdu;

/** The whole driver on loopback, with ports that the kernel chooses, between a core and an initiator of the test's own. */
class IscsiDriverTest {
    private static final int SECONDS = 10;
    private static final String SAN = "iqn.2026-11.org.example:san";
    private static final String INITIATOR = "iqn.2026-11.org.example:initiator";
    private static final Map<String, String> LOOPBACK = Map.of("portals", "127.0.0.1:0");

    private boolean loopsEnd;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()) {
        @Override
        public boolean isShuttingDown() {
            return loopsEnd || super.isShuttingDown();
        }
    };
    private boolean platformStops;
    private final IscsiDriver driver = revision();
    private final Core core = new Core();

    private IscsiDriver revision() {
        return new IscsiDriver(loops, Map.of("transport", "nio"), new Withdrawal(() -> platformStops));
    }

    private static final class Core implements DriverHandle {
        final Map<String, FakeTargetPort> ports = new HashMap<>();
        final List<PortDescription> registered = new ArrayList<>();
        final List<LoginRefusal> refusals = new CopyOnWriteArrayList<>();
        final CompletableFuture<Boolean> gate = new CompletableFuture<>();
        Handover left;

        @Override
        public void handOver(Handover handover) {
            left = handover;
        }

        @Override
        public Optional<Handover> takeOver() {
            Optional<Handover> taken = Optional.ofNullable(left);
            left = null;
            return taken;
        }

        @Override
        public TargetPort registerPort(PortDescription description) {
            if (ports.containsKey(description.name())) {
                throw new IllegalArgumentException("port " + description.name() + " is registered already");
            }
            registered.add(description);
            FakeTargetPort port = new FakeTargetPort(description.name());
            ports.put(description.name(), port);
            return port;
        }

        @Override
        public CompletionStage<Boolean> startGate() {
            return gate;
        }

        @Override
        public void loginRefused(LoginRefusal refusal) {
            refusals.add(refusal);
        }
    }

    private static DriverConfiguration configuration(
            Map<String, String> settings, DriverConfiguration.Target... targets) {
        return new DriverConfiguration(1, settings, List.of(targets));
    }

    private static DriverConfiguration.Target target(String id, String name, Map<String, String> properties) {
        return new DriverConfiguration.Target(id, name, properties, false);
    }

    private List<DriverProblem> start(DriverConfiguration configuration) throws Exception {
        return await(driver.start(core, configuration));
    }

    private List<DriverProblem> configure(DriverConfiguration configuration) throws Exception {
        return await(driver.configure(configuration));
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private static int port(String portal) {
        return Integer.parseInt(portal.substring(portal.indexOf(':') + 1));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port(driver.portals().getFirst()));
        socket.setSoTimeout(SECONDS * 1000);
        return socket;
    }

    private static void send(Socket socket, WirePdu pdu) throws IOException {
        socket.getOutputStream().write(pdu.bytes());
    }

    private static WirePdu read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] header = in.readNBytes(48);
        int length = header[5] << 16 | (header[6] & 0xFF) << 8 | header[7] & 0xFF;
        byte[] data = in.readNBytes(length + 3 & ~3);
        ByteBuffer whole =
                ByteBuffer.allocate(header.length + data.length).put(header).put(data);
        return WirePdu.read(whole.flip(), false, false);
    }

    private static WirePdu login(String target) {
        return WirePdu.login(0x87, 1, 0, "InitiatorName=" + INITIATOR, "TargetName=" + target);
    }

    @AfterEach
    void end() throws Exception {
        platformStops = true;
        await(driver.stop());
        core.takeOver().ifPresent(Handover::abandon);
        loops.shutdownGracefully(0, SECONDS, TimeUnit.SECONDS).await();
    }

    @Test
    void shouldDescribeItsPortAsIscsiDoes() throws Exception {
        assertEquals(List.of(), start(configuration(LOOPBACK, target("san", SAN, Map.of("RspTimeout", "45")))));

        PortDescription port = core.registered.getFirst();
        assertEquals(SAN, port.name());
        assertEquals(ProtocolIdentifier.ISCSI, port.protocol());
        assertEquals(List.of(VersionDescriptor.ISCSI), port.versionDescriptors());
        assertEquals(45, port.transferDeadlineSeconds());
        assertEquals(
                List.of("TARGET_PORT SCSI_NAME_STRING " + SAN + ",t,0x0001", "TARGET_DEVICE SCSI_NAME_STRING " + SAN),
                port.designators().stream().map(Object::toString).toList());
    }

    @Test
    void shouldCloseItsPortalsAndAskForNoLogoutWhenThePlatformStops() throws Exception {
        core.gate.complete(true);
        start(configuration(LOOPBACK, target("san", SAN, Map.of("lun.0", "disk1"))));
        try (Socket socket = connect()) {
            send(socket, login(SAN));
            assertEquals(0, read(socket).int16(36));

            platformStops = true;
            CompletionStage<Void> stopped = driver.stop();

            WirePdu told = read(socket);
            assertEquals(0x32, told.opcode());
            assertEquals(3, told.int8(36), "a logout would be the loss of what core carries over the restart");
            assertEquals(-1, socket.getInputStream().read());
            await(stopped);
            assertEquals(List.of(), driver.portals());
            assertNull(core.left);
        }
    }

    @Test
    void shouldLeaveItsPortalsToTheNextRevisionAndAskForNoLogout() throws Exception {
        core.gate.complete(true);
        DriverConfiguration configuration = configuration(LOOPBACK, target("san", SAN, Map.of("lun.0", "disk1")));
        start(configuration);
        List<String> portals = driver.portals();
        try (Socket socket = connect()) {
            send(socket, login(SAN));
            assertEquals(0, read(socket).int16(36));
            await(driver.stop());
            assertEquals(3, read(socket).int8(36), "dropped, not asked to log out");
            assertEquals(-1, socket.getInputStream().read());
        }
        core.ports.clear();
        IscsiDriver next = revision();
        try (Socket waiting = new Socket("127.0.0.1", port(portals.getFirst()))) {
            waiting.setSoTimeout(SECONDS * 1000);
            await(next.start(core, configuration));
            assertEquals(portals, next.portals());
            send(waiting, login(SAN));
            assertEquals(0, read(waiting).int16(36));
        }
        platformStops = true;
        await(next.stop());
    }

    @Test
    void shouldCloseWhatARevisionLeftThatItDoesNotUnderstand() throws Exception {
        CompletableFuture<Void> abandonment = new CompletableFuture<>();
        core.left =
                new Handover(99, List.of(new Handover.Carried("?", "?", Map.of(), Map.of(), Map.of(), abandonment)));
        start(configuration(LOOPBACK));
        assertTrue(abandonment.isCancelled());
    }

    @Test
    void shouldLeaveNothingOnLoopsThatEnd() throws Exception {
        start(configuration(LOOPBACK));
        loopsEnd = true;
        await(driver.stop());
        assertNull(core.left);
    }

    @Test
    void shouldFindNoTargetThatWasRemoved() throws Exception {
        core.gate.complete(true);
        start(configuration(LOOPBACK, target("san", SAN, Map.of())));
        configure(configuration(LOOPBACK));

        assertTrue(core.ports.get(SAN).closed);
        assertNull(driver.target(SAN));
        try (Socket socket = connect()) {
            send(socket, login(SAN));
            assertEquals(0x0203, read(socket).int16(36));
        }
    }

    @Test
    void shouldKeepATargetWhoseSettingsChange() throws Exception {
        start(configuration(LOOPBACK, target("san", SAN, Map.of())));
        IscsiTarget before = driver.target(SAN);
        String portal = driver.portals().getFirst();

        configure(configuration(LOOPBACK, target("san", SAN, Map.of("alias", "Disks"))));

        assertSame(before, driver.target(SAN));
        assertEquals("Disks", before.settings().alias());
        assertFalse(core.ports.get(SAN).closed);
        assertEquals(List.of(portal), driver.portals());
    }

    @Test
    void shouldReportANameThatIsNoneAndServeTheOtherTargets() throws Exception {
        List<DriverProblem> problems =
                start(configuration(LOOPBACK, target("bad", "Disks", Map.of()), target("san", SAN, Map.of())));

        assertEquals(1, problems.size());
        assertEquals("bad", problems.getFirst().target());
        assertEquals("name", problems.getFirst().key());
        assertEquals(SAN, driver.target(SAN).name());
    }

    @Test
    void shouldServeTheFirstOfTwoTargetsWithOneName() throws Exception {
        start(configuration(
                LOOPBACK, target("first", SAN, Map.of("alias", "1")), target("second", SAN, Map.of("alias", "2"))));

        assertEquals("1", driver.target(SAN).settings().alias());
    }

    @Test
    void shouldNotOpenAPortalToOtherMachinesWhileATargetIsOpenToAll() throws Exception {
        Map<String, String> everywhere = Map.of("portals", "0.0.0.0:0, 127.0.0.1:0");
        DriverConfiguration.Target open = new DriverConfiguration.Target("san", SAN, Map.of(), true);

        List<DriverProblem> problems = start(configuration(everywhere, open));

        assertEquals(1, problems.size());
        assertTrue(problems.getFirst().cause().startsWith("0.0.0.0:0 is not opened"));
        assertTrue(problems.getFirst().cure().contains("allow_unauthenticated = true"));
        assertEquals(1, driver.portals().size());
        assertEquals(List.of(), configure(configuration(everywhere, target("san", SAN, Map.of()))));
        assertEquals(2, driver.portals().size());
        Map<String, String> consent = new HashMap<>(everywhere);
        consent.put("allow_unauthenticated", "yes");
        assertEquals(List.of(), configure(configuration(consent, open)));
        assertEquals(2, driver.portals().size());
    }

    @Test
    void shouldGiveOutTsihsThatNobodyHas() {
        assertEquals(1, driver.newTsih());
        assertEquals(2, driver.newTsih());
    }

    @Test
    void shouldLimitLoginsAtTheSameTime() {
        for (int login = 0; login < 256; login++) {
            assertTrue(driver.loginBegun());
        }
        assertFalse(driver.loginBegun());

        driver.loginEnded();

        assertTrue(driver.loginBegun());
    }
}
