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
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.SecretFolder;
import org.scst.core.scsi.ProtocolIdentifier;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.core.target.DriverConfiguration;
import org.scst.core.target.DriverLimit;
import org.scst.core.target.DriverLimit.Unit;
import org.scst.core.target.DriverProblem;
import org.scst.core.target.Handover;
import org.scst.core.target.LoginRefusal;
import org.scst.core.target.LoginStep;
import org.scst.core.target.PortDescription;
import org.scst.iscsi.internal.authentication.Authenticator;
import org.scst.iscsi.internal.authentication.ChapAlgorithm;
import org.scst.iscsi.internal.isns.NamedInitiators;
import org.scst.iscsi.internal.login.LoginLimits;
import org.scst.iscsi.internal.wire.WirePdu;

/** The whole driver on loopback, with ports that the kernel chooses, between a core and an initiator of the test's own. */
class IscsiDriverTest {
    private static final int SECONDS = 60;
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
    private final FakeDriverHandle core = new FakeDriverHandle();

    private IscsiDriver revision() {
        return new IscsiDriver(
                loops,
                Map.of("transport", "nio"),
                new Withdrawal(() -> platformStops),
                new Authenticator(new SecretFolder(Path.of("nowhere")), Runnable::run),
                new NamedInitiators(Optional.empty()));
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
    void shouldServeTheNextMidLayerWhenAnEarlierOneHasStoppedIt() throws Exception {
        DriverConfiguration configuration = configuration(LOOPBACK, target("san", SAN, Map.of("lun.0", "disk1")));
        start(configuration);
        await(driver.stop());
        FakeDriverHandle another = new FakeDriverHandle();
        another.gate.complete(true);
        await(driver.start(another, configuration));
        try (Socket socket = connect()) {
            send(socket, login(SAN));
            assertEquals(0, read(socket).int16(36));
        }
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
    void shouldOpenAPortalToOtherMachinesWhereInitiatorsProveWhoTheyAre() throws Exception {
        Map<String, String> account = Map.of("IncomingUser", "joe password_file=joe");
        DriverConfiguration.Target open = new DriverConfiguration.Target("san", SAN, account, true);

        assertEquals(List.of(), start(configuration(Map.of("portals", "0.0.0.0:0"), open)));
        assertEquals(1, driver.portals().size());
        assertTrue(driver.target(SAN).settings().accounts().required());
    }

    @Test
    void shouldNotOpenAPortalToOtherMachinesWhereInitiatorsAreAskedNothing() throws Exception {
        Map<String, String> account = Map.of("IncomingUser", "joe password_file=joe");
        DriverConfiguration.Target open = new DriverConfiguration.Target("san", SAN, account, true);
        Map<String, String> internal = Map.of("portals", "0.0.0.0:0", "internal_portal", "10.0.0.*");

        assertTrue(start(configuration(internal, open)).getFirst().cause().startsWith("0.0.0.0:0 is not opened"));
    }

    @Test
    void shouldReportWhatDiscoveryCannotUse() throws Exception {
        Map<String, String> settings = new HashMap<>(LOOPBACK);
        settings.put("chap_algorithms", "SHA-256, SHA-512");
        settings.put("OutgoingUser", "me password_file=me");

        List<DriverProblem> problems = start(configuration(settings));

        assertEquals(
                List.of("OutgoingUser", "chap_algorithms"),
                problems.stream().map(DriverProblem::key).toList());
        assertEquals(List.of(), driver.authenticator().allowed());
        settings.put("chap_algorithms", "SHA3-256, SHA-256");
        settings.remove("OutgoingUser");
        assertEquals(List.of(), configure(configuration(settings)));
        assertEquals(
                List.of(ChapAlgorithm.SHA256, ChapAlgorithm.SHA3_256),
                driver.authenticator().allowed());
    }

    @Test
    void shouldHaveInitiatorsTryAgainAfterAStartUntilTheNameServiceAnswers() throws Exception {
        core.gate.complete(true);
        Map<String, String> settings = new HashMap<>(LOOPBACK);
        settings.put("iSNSServer", "127.0.0.1:1 AccessControl");
        start(configuration(settings, target("san", SAN, Map.of("lun.0", "disk1"))));
        try (Socket socket = connect()) {
            send(socket, login(SAN));
            assertEquals(0x0301, read(socket).int16(36));
        }
        assertEquals("127.0.0.1:1 has not answered yet", lastStep(INITIATOR).answer());
    }

    private LoginStep lastStep(String initiator) {
        return driver.why(initiator, SAN).getLast();
    }

    @Test
    void shouldSayWhatIsInAnInitiatorsWay() throws Exception {
        start(configuration(LOOPBACK, target("san", SAN, Map.of("allowed_portal", "192.0.2.1"))));
        assertFalse(lastStep(INITIATOR).passed());
        assertEquals("a portal leads to it", lastStep(INITIATOR).question());

        configure(configuration(LOOPBACK, target("san", SAN, Map.of("per_portal_acl", "yes"))));
        assertEquals("at which portal", lastStep(INITIATOR).question());
        assertTrue(lastStep(INITIATOR + "#127.0.0.1").passed());

        configure(configuration(LOOPBACK, target("san", SAN, Map.of("IncomingUser", "joe password_file=joe"))));
        assertEquals("secrets can be used", lastStep(INITIATOR).question());
        assertTrue(lastStep(INITIATOR).cure().startsWith("mkdir"), lastStep(INITIATOR)::toString);

        configure(configuration(LOOPBACK, target("san", SAN, Map.of("allowed_initiator_address", "10.0.0.0/8"))));
        assertTrue(driver.why(INITIATOR, SAN).stream().allMatch(LoginStep::passed));
        assertEquals(
                "allowed_initiator_address = 10.0.0.0/8; others do not see the target",
                driver.why(INITIATOR, SAN).get(1).answer());
        driver.loginRefused(new LoginRefusal(SAN, INITIATOR, "192.0.2.9:5000", "0x0203 NOT_FOUND", "not from there"));
        assertEquals("its last login was granted", lastStep(INITIATOR).question());
        assertTrue(lastStep(INITIATOR).answer().endsWith("from 192.0.2.9:5000 with 0x0203 NOT_FOUND: not from there"));
        driver.loginGranted(INITIATOR, SAN);
        assertTrue(lastStep(INITIATOR).passed());
        assertEquals(List.of(), driver.why(INITIATOR, "iqn.2026-11.org.example:other"));
    }

    @Test
    void shouldSayWhereLoginsGoAndThatAllPlacesAreTaken() throws Exception {
        core.gate.complete(true);
        Map<String, String> one = Map.of("lun.0", "disk1", "MaxSessions", "1", "redirect", "127.0.0.1:1 temp");
        start(configuration(LOOPBACK, target("san", SAN, Map.of("lun.0", "disk1"))));
        try (Socket socket = connect()) {
            send(socket, login(SAN));
            assertEquals(0, read(socket).int16(36));
            configure(configuration(LOOPBACK, target("san", SAN, one)));

            List<LoginStep> steps = driver.why(INITIATOR, SAN);
            assertTrue(steps.stream().allMatch(LoginStep::passed), "its own place is its own");
            assertEquals(
                    "sent on to 127.0.0.1:1 for a while by redirect, unless that is where it has come",
                    steps.get(2).answer());
            assertFalse(lastStep(INITIATOR + "2").passed());
            assertEquals(
                    "the target has 1 sessions, and MaxSessions = 1",
                    lastStep(INITIATOR + "2").answer());
        }
    }

    @Test
    void shouldSayWhatOfTheDriversOwnFileIsInAnInitiatorsWay() throws Exception {
        Map<String, String> settings = new HashMap<>(LOOPBACK);
        settings.put("enabled", "no");
        DriverConfiguration.Target target = target("san", SAN, Map.of("IncomingUser", "joe password_file=joe"));
        start(configuration(settings, target));
        assertEquals(1, driver.why(INITIATOR, SAN).size());
        assertEquals("the driver is enabled", lastStep(INITIATOR).question());
        assertFalse(lastStep(INITIATOR).passed());

        settings.remove("enabled");
        settings.put("internal_portal", "127.0.0.*");
        configure(configuration(settings, target));
        LoginStep internal = driver.why(INITIATOR, SAN).get(2);
        assertTrue(internal.passed());
        assertEquals(
                "at " + driver.portals().getFirst() + ", where internal_portal means the address", internal.answer());

        settings.put("iSNSServer", "127.0.0.1:1 AccessControl");
        configure(configuration(settings, target));
        assertEquals("the iSNS server lets it in", lastStep(INITIATOR).question());
        assertFalse(lastStep(INITIATOR).passed());
        assertEquals("127.0.0.1:1 has not answered yet", lastStep(INITIATOR).answer());

        settings.put("iSNSServer", "127.0.0.1:1");
        configure(configuration(settings, target));
        assertEquals("secrets can be used", lastStep(INITIATOR).question());
    }

    @Test
    void shouldGiveOutTsihsThatNobodyHas() {
        assertEquals(1, driver.newTsih());
        assertEquals(2, driver.newTsih());
    }

    @Test
    void shouldTakeLimitsOfStrangersFromItsFile() throws Exception {
        Map<String, String> strict = new HashMap<>(LOOPBACK);
        strict.put("login_timeout", "5");
        strict.put("max_logins", "8");
        strict.put("max_logins_per_address", "4");
        strict.put("max_text_rate", "10");
        strict.put("max_session_memory", "2");

        assertEquals(List.of(), start(configuration(strict)));

        assertEquals(new LoginLimits(Duration.ofSeconds(5), 8, 4, 10, 2 << 20), driver.loginLimits());
        strict.put("max_logins", "none");
        strict.put("max_memory", "1");
        List<DriverProblem> problems = configure(configuration(strict));
        assertEquals(
                List.of("max_memory", "max_logins"),
                problems.stream().map(DriverProblem::key).toList());
        assertEquals(LoginLimits.DEFAULT.places(), driver.loginLimits().places());
    }

    private DriverLimit limit(String property) {
        return driver.limits().stream()
                .filter(limit -> limit.property().equals(property))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldShowItsLimitsAndWhatIsTaken() throws Exception {
        core.gate.complete(true);
        Map<String, String> strict = new HashMap<>(LOOPBACK);
        strict.put("max_memory", "32");
        start(configuration(strict, target("san", SAN, Map.of("MaxSessions", "1"))));
        assertEquals(new DriverLimit("max_logins", Unit.CONNECTIONS, 0, 256, 0), limit("max_logins"));
        assertEquals(new DriverLimit("max_memory", Unit.BYTES, 0, 32 << 20, 0), limit("max_memory"));
        try (Socket socket = connect();
                Socket another = connect()) {
            send(socket, login(SAN));
            assertEquals(0, read(socket).int16(36));
            assertTrue(
                    limit("max_memory").inUse() >= 65536,
                    () -> limit("max_memory").toString());
            send(another, WirePdu.login(0x87, 2, 0, "InitiatorName=" + INITIATOR + "2", "TargetName=" + SAN));
            assertEquals(0x0302, read(another).int16(36));
            assertEquals(1, limit("MaxSessions").exceeded());
        }
    }

    @Test
    void shouldTellOfAWrongTargetWithEachConfigurationAndOfACuredOneNoMore() throws Exception {
        DriverConfiguration.Target good = target("good", "iqn.2026-11.org.example:good", Map.of("MaxSessions", "3"));
        DriverConfiguration.Target bad = target("bad", "iqn.2026-11.org.example:bad", Map.of("MaxSessions", "many"));
        assertEquals(1, start(configuration(LOOPBACK, good, bad)).size());
        assertEquals(1, configure(configuration(LOOPBACK, good, bad)).size());

        DriverConfiguration.Target cured = target("bad", "iqn.2026-11.org.example:bad", Map.of("MaxSessions", "5"));
        assertEquals(List.of(), configure(configuration(LOOPBACK, good, cured)));
        assertEquals(5, driver.target("iqn.2026-11.org.example:bad").settings().maxSessions());
        assertEquals(List.of(), configure(configuration(LOOPBACK, good, cured)));
        assertEquals(3, driver.target("iqn.2026-11.org.example:good").settings().maxSessions());
    }
}
