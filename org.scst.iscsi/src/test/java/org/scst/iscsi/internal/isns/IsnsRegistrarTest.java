package org.scst.iscsi.internal.isns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.iscsi.internal.portal.AdvertisedPortals;
import org.scst.iscsi.internal.portal.PortalAddress;

class IsnsRegistrarTest {
    private static final String SAN = "iqn.2026-11.org.example:san";
    private static final String INITIATOR = "iqn.2026-11.org.example:initiator";
    private static final long SECONDS = 60;

    @TempDir
    private Path state;

    private final FakeNameService server = new FakeNameService();
    private IsnsRegistrar registrar;

    IsnsRegistrarTest() throws IOException {}

    @AfterEach
    void close() throws Exception {
        if (registrar != null) {
            // It may still be writing into the folder.
            registrar.close(false).get(SECONDS, TimeUnit.SECONDS);
        }
        server.close();
    }

    private void begin(boolean accessControl) {
        begin(accessControl, CompletableFuture.completedFuture(null));
    }

    private void begin(boolean accessControl, CompletableFuture<Void> earlier) {
        registrar = new IsnsRegistrar(new IsnsSettings(server.address(), accessControl, "host"), kept(), earlier);
        update(List.of(PortalAddress.parse("0.0.0.0:3260")), Map.of(SAN, "Disks"));
    }

    private void update(List<InetSocketAddress> bound, Map<String, String> aliases) {
        update(bound, AdvertisedPortals.NONE, aliases, portal -> true);
    }

    private void update(
            List<InetSocketAddress> bound,
            AdvertisedPortals advertised,
            Map<String, String> aliases,
            Predicate<InetSocketAddress> servedAt) {
        Map<String, IsnsTarget> targets = new HashMap<>();
        aliases.forEach((name, alias) -> targets.put(name, new IsnsTarget(alias, servedAt)));
        registrar.update(bound, advertised, targets);
    }

    private NamedInitiators kept() {
        return new NamedInitiators(Optional.of(state));
    }

    private boolean admits(String target, String initiator) {
        return registrar.admission(target, initiator) == Admission.ADMITTED;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "it does not come about");
            Thread.sleep(5);
        }
    }

    private static String text(IsnsMessage message, int tag) {
        return attribute(message, tag).text();
    }

    private static int number(IsnsMessage message, int tag) {
        return ByteBuffer.wrap(attribute(message, tag).value()).getInt();
    }

    private static IsnsAttribute attribute(IsnsMessage message, int tag) {
        return message.attributes().stream()
                .filter(attribute -> attribute.tag() == tag)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldRegisterPortalsAndTargetsAndTakeThemBack() throws Exception {
        begin(false);

        IsnsMessage registration = server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION);
        assertEquals("host", text(registration, IsnsAttribute.ENTITY_IDENTIFIER));
        assertEquals(2, number(registration, IsnsAttribute.ENTITY_PROTOCOL));
        assertEquals(3260, number(registration, IsnsAttribute.PORTAL_PORT));
        assertEquals(
                127, attribute(registration, IsnsAttribute.PORTAL_IP_ADDRESS).value()[12], "as the server sees it");
        assertEquals(SAN, text(registration, IsnsAttribute.ISCSI_NAME));
        assertEquals(1, number(registration, IsnsAttribute.ISCSI_NODE_TYPE));
        assertEquals("Disks", text(registration, IsnsAttribute.ISCSI_ALIAS));
        assertEquals(SAN, text(server.await(IsnsMessage.SCN_REGISTRATION), IsnsAttribute.ISCSI_NAME));
        assertTrue(admits(SAN, "anybody"));

        registrar.close(true).get(SECONDS, TimeUnit.SECONDS);
        assertEquals("host", text(server.await(IsnsMessage.DEVICE_DEREGISTRATION), IsnsAttribute.ENTITY_IDENTIFIER));
    }

    @Test
    void shouldTakeBackBeforeTheNextOneTellsAnew() throws Exception {
        begin(false);
        server.await(IsnsMessage.SCN_REGISTRATION);
        CompletableFuture<Void> earlier = registrar.close(true);
        begin(true, earlier);
        assertEquals(IsnsMessage.DEVICE_DEREGISTRATION, server.requests.take().function());
        server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION);
    }

    @Test
    void shouldNotWaitForAServerThatDoesNotAnswerWhenItEndsForNow() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) silent.getLocalSocketAddress();
            registrar = new IsnsRegistrar(
                    new IsnsSettings(address, false, "host"), kept(), CompletableFuture.completedFuture(null));
            update(List.of(PortalAddress.parse("0.0.0.0:3260")), Map.of(SAN, ""));
            try (Socket asked = silent.accept()) {
                assertTrue(asked.getInputStream().read() >= 0, "the question is there");
                // Sooner than the limit of an answer, which is longer.
                registrar.close(false).get(SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void shouldGoOnListeningAfterAnInquiryThatIsTooLongToAnswer() throws Exception {
        begin(false);
        int port = number(server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION), IsnsAttribute.SCN_PORT);
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.getOutputStream().write(inquiryOfTwoPdus());
            assertEquals(-1, connection.getInputStream().read());
        }
        IsnsMessage inquiry = IsnsMessage.request(IsnsMessage.ENTITY_STATUS_INQUIRY, 4, List.of());
        assertEquals(0, server.notify(port, inquiry).status());
    }

    private static byte[] inquiryOfTwoPdus() {
        int payload = 65000;
        ByteBuffer all = ByteBuffer.allocate(2 * (12 + payload));
        for (int sequence = 0; sequence < 2; sequence++) {
            all.putShort((short) 1)
                    .putShort((short) IsnsMessage.ENTITY_STATUS_INQUIRY)
                    .putShort((short) payload);
            all.putShort((short) (sequence == 0 ? 0x0400 : 0x0800))
                    .putShort((short) 4)
                    .putShort((short) sequence);
            all.putInt(4).putInt(payload - 8).position(all.position() + payload - 8);
        }
        return all.array();
    }

    @Test
    void shouldAdmitOnlyWhomTheServerNamesAndNoticeChanges() throws Exception {
        server.initiators = List.of(INITIATOR.toUpperCase(Locale.ROOT));
        begin(true);
        assertFalse(admits(SAN, INITIATOR), "nobody before the server has said so");
        int port = number(server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION), IsnsAttribute.SCN_PORT);
        await(() -> admits(SAN, INITIATOR));
        assertFalse(admits(SAN, INITIATOR + "2"));
        assertFalse(admits("iqn.2026-11.org.example:other", INITIATOR));

        server.initiators = List.of(INITIATOR + "2");
        server.requests.clear();
        IsnsMessage change = IsnsMessage.request(
                IsnsMessage.STATE_CHANGE_NOTIFICATION, 9, List.of(IsnsAttribute.text(IsnsAttribute.ISCSI_NAME, SAN)));
        IsnsMessage answer = server.notify(port, change);
        assertEquals(IsnsMessage.STATE_CHANGE_NOTIFICATION | IsnsMessage.RESPONSE, answer.function());
        assertEquals(9, answer.transaction());
        await(() -> admits(SAN, INITIATOR + "2"));
        assertFalse(admits(SAN, INITIATOR));
        assertTrue(
                server.requests.stream().allMatch(next -> next.function() == IsnsMessage.DEVICE_ATTRIBUTE_QUERY),
                "a notification is no reason to register again, which would be notified again");
    }

    @Test
    void shouldNoticeAChangeThatTheServerDoesNotTell() throws Exception {
        server.initiators = List.of(INITIATOR);
        IsnsSettings settings = new IsnsSettings(server.address(), true, "host");
        registrar = new IsnsRegistrar(settings, kept(), CompletableFuture.completedFuture(null), Duration.ofMillis(10));
        update(List.of(PortalAddress.parse("0.0.0.0:3260")), Map.of(SAN, ""));
        await(() -> admits(SAN, INITIATOR));

        server.requests.clear();
        server.initiators = List.of();
        await(() -> !admits(SAN, INITIATOR));
        assertTrue(
                server.requests.stream().allMatch(next -> next.function() == IsnsMessage.DEVICE_ATTRIBUTE_QUERY),
                "to ask is no reason to register again");
    }

    @Test
    void shouldAdmitAfterARestartWhomTheServerNamedLast() throws Exception {
        server.initiators = List.of(INITIATOR);
        server.status = 8;
        begin(true);
        await(() -> !registrar.problem().isEmpty());
        assertEquals(Admission.UNANSWERED, registrar.admission(SAN, INITIATOR));
        server.status = 0;
        update(List.of(PortalAddress.parse("0.0.0.0:3260")), Map.of(SAN, "Disks"));
        await(() -> admits(SAN, INITIATOR));
        await(() -> !kept().of(server.address()).isEmpty());
        registrar.close(false).get(SECONDS, TimeUnit.SECONDS);
        server.close();

        begin(true);
        await(() -> admits(SAN, INITIATOR));
        assertEquals(Admission.REFUSED, registrar.admission(SAN, INITIATOR + "2"));
        assertEquals(Admission.UNANSWERED, registrar.admission(SAN + "2", INITIATOR), "a target that is new");
        await(() -> !registrar.problem().isEmpty());
        assertTrue(admits(SAN, INITIATOR), "the server is away still");
    }

    @Test
    void shouldForgetWhomTheServerNamedWhenItIsAskedNoMore() throws Exception {
        kept().keep(server.address(), Map.of(SAN, Set.of(INITIATOR)));
        begin(false);
        server.await(IsnsMessage.SCN_REGISTRATION);
        assertEquals(Map.of(), kept().of(server.address()));
    }

    @Test
    void shouldAnswerThatItIsThere() throws Exception {
        begin(false);
        int port = number(server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION), IsnsAttribute.SCN_PORT);
        IsnsMessage inquiry =
                IsnsMessage.request(IsnsMessage.ENTITY_STATUS_INQUIRY, 4, List.of(IsnsAttribute.number(4, 77)));

        IsnsMessage answer = server.notify(port, inquiry);

        assertEquals(0, answer.status());
        assertEquals(77, number(answer, 4));
    }

    /** Portals that the server is told to tell of changes at, each with where it listens. */
    private static List<String> notified(IsnsMessage registration) throws IOException {
        List<String> notified = new ArrayList<>();
        InetAddress portal = null;
        for (IsnsAttribute attribute : registration.attributes()) {
            if (attribute.tag() == IsnsAttribute.PORTAL_IP_ADDRESS) {
                portal = InetAddress.getByAddress(Arrays.copyOfRange(attribute.value(), 12, 16));
            } else if (attribute.tag() == IsnsAttribute.SCN_PORT) {
                int port = ByteBuffer.wrap(attribute.value()).getInt();
                try (Socket connection = new Socket(portal, port)) {
                    notified.add(((InetSocketAddress) connection.getRemoteSocketAddress())
                            .getAddress()
                            .getHostAddress());
                }
            }
        }
        return notified;
    }

    @Test
    void shouldTakeNotificationsOnlyWhereItListens() throws Exception {
        begin(false);
        update(List.of(PortalAddress.parse("127.0.0.2:3260"), PortalAddress.parse("127.0.0.1:3260")), Map.of(SAN, ""));
        IsnsMessage registration;
        do {
            registration = server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION);
        } while (registration.attributes().stream()
                        .filter(attribute -> attribute.tag() == IsnsAttribute.PORTAL_PORT)
                        .count()
                < 2);
        assertEquals(List.of("127.0.0.1"), notified(registration), "by which the server reaches it");

        update(List.of(PortalAddress.parse("127.0.0.3:3260")), Map.of(SAN, ""));
        assertEquals(List.of("127.0.0.3"), notified(server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION)));
    }

    @Test
    void shouldSayThatNoPortalIsReached() throws Exception {
        begin(false);
        server.await(IsnsMessage.SCN_REGISTRATION);
        update(List.of(PortalAddress.parse("192.0.2.1:3260")), Map.of(SAN, ""));
        server.await(IsnsMessage.DEVICE_DEREGISTRATION);
        await(() -> registrar.problem().contains("no portal"));
    }

    @Test
    void shouldHearTheServerOnSeveralConnectionsThatItKeeps() throws Exception {
        begin(false);
        int port = number(server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION), IsnsAttribute.SCN_PORT);
        byte[] inquiry = IsnsMessage.request(IsnsMessage.ENTITY_STATUS_INQUIRY, 4, List.of())
                .bytes(false);
        try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (Socket connection : List.of(first, second, first)) {
                connection.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
                connection.getOutputStream().write(inquiry);
                assertEquals(0, IsnsMessage.read(connection.getInputStream()).status());
            }
            registrar.close(false).get(SECONDS, TimeUnit.SECONDS);
            assertEquals(-1, first.getInputStream().read(), "none is left behind");
            assertEquals(-1, second.getInputStream().read());
        }
    }

    @Test
    void shouldRegisterAnewWhatHasChanged() throws Exception {
        begin(false);
        server.await(IsnsMessage.SCN_REGISTRATION);
        update(List.of(PortalAddress.parse("127.0.0.1:3261")), Map.of(SAN + "2", ""));

        IsnsMessage registration = server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION);
        assertEquals(SAN + "2", text(registration, IsnsAttribute.ISCSI_NAME));
        assertEquals(3261, number(registration, IsnsAttribute.PORTAL_PORT));

        server.await(IsnsMessage.SCN_REGISTRATION);
        update(List.of(), Map.of());
        server.await(IsnsMessage.DEVICE_DEREGISTRATION);
    }

    @Test
    void shouldSayWhyTheServerKnowsNothing() throws Exception {
        server.status = 8;
        begin(true);
        await(() -> registrar.problem().contains("source unauthorized"));
        assertFalse(admits(SAN, INITIATOR));
    }

    @Test
    void shouldLiveWithAServerThatSpeaksNonsense() throws Exception {
        server.nonsense =
                new byte[] {0, 1, (byte) 0x80, 1, 0, 12, 0x4C, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 127, 0, 0, 0};
        begin(true);
        await(() -> registrar.problem().contains("with 0 left"));
        assertFalse(admits(SAN, INITIATOR));
    }

    @Test
    void shouldRegisterManyTargetsInSeveralMessages() {
        List<IsnsEntity.Target> targets = IntStream.range(0, 2000)
                .mapToObj(number -> new IsnsEntity.Target(SAN + number, "", List.of()))
                .toList();
        IsnsEntity entity = new IsnsEntity("host", List.of(new InetSocketAddress("10.0.0.1", 3260)), targets);

        List<IsnsEntity.Draft> drafts = entity.registrations(300, Optional.of(new InetSocketAddress("10.0.0.1", 4000)));

        assertTrue(drafts.size() > 1);
        assertTrue(drafts.getFirst().replace());
        assertTrue(drafts.stream().skip(1).noneMatch(IsnsEntity.Draft::replace), "the others add");
        long nodes = drafts.stream()
                .flatMap(draft -> draft.attributes().stream())
                .filter(attribute -> attribute.tag() == IsnsAttribute.ISCSI_NODE_TYPE)
                .count();
        assertEquals(2000, nodes);
        drafts.forEach(draft ->
                IsnsMessage.request(draft.function(), 1, draft.attributes()).bytes(draft.replace()));
    }

    /** What a registration says of the entity's portals, and by which of them its first target is reached: tag, address and port. */
    private static List<String> groups(IsnsMessage registration) throws IOException {
        List<String> said = new ArrayList<>();
        String tag = "portal";
        InetAddress address = null;
        for (IsnsAttribute attribute : registration.attributes()) {
            switch (attribute.tag()) {
                case IsnsAttribute.PORTAL_GROUP_TAG ->
                    tag = attribute.value().length == 0
                            ? "none"
                            : String.valueOf(ByteBuffer.wrap(attribute.value()).getInt());
                case IsnsAttribute.PORTAL_IP_ADDRESS, IsnsAttribute.PG_PORTAL_IP_ADDRESS ->
                    address = InetAddress.getByAddress(attribute.value());
                case IsnsAttribute.PORTAL_PORT, IsnsAttribute.PG_PORTAL_PORT ->
                    said.add(tag + " "
                            + PortalAddress.text(new InetSocketAddress(
                                    address, ByteBuffer.wrap(attribute.value()).getInt())));
                default -> {
                    // Not of portals.
                }
            }
        }
        return said;
    }

    @Test
    void shouldTellOfEachPortalWhatSendTargetsShows() throws Exception {
        begin(false);
        server.await(IsnsMessage.SCN_REGISTRATION);
        InetSocketAddress first = PortalAddress.parse("127.0.0.1:3260");
        InetSocketAddress second = PortalAddress.parse("127.0.0.2:3260");
        update(
                List.of(first, second),
                AdvertisedPortals.parse("127.0.0.2=127.0.0.7:4000"),
                Map.of(SAN, ""),
                second::equals);
        assertEquals(
                List.of("portal 127.0.0.1:3260", "portal 127.0.0.7:4000", "1 127.0.0.7:4000", "none 127.0.0.1:3260"),
                groups(server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION)));

        // At run time: it is another message, for what is told of the target alone has changed.
        server.await(IsnsMessage.SCN_REGISTRATION);
        update(
                List.of(first, second),
                AdvertisedPortals.parse("127.0.0.2=127.0.0.7:4000"),
                Map.of(SAN, ""),
                portal -> true);
        assertEquals(
                List.of("portal 127.0.0.1:3260", "portal 127.0.0.7:4000", "1 127.0.0.1:3260", "1 127.0.0.7:4000"),
                groups(server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION)));
    }

    @Test
    void shouldAskWhereTheServerCanTellNothing() throws Exception {
        server.initiators = List.of(INITIATOR);
        registrar = new IsnsRegistrar(
                new IsnsSettings(server.address(), true, "host"), kept(), CompletableFuture.completedFuture(null));
        update(
                List.of(PortalAddress.parse("127.0.0.1:3260")),
                AdvertisedPortals.parse("127.0.0.1=127.0.0.7"),
                Map.of(SAN, ""),
                portal -> true);
        IsnsMessage registration = server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION);
        assertEquals(List.of("portal 127.0.0.7:3260", "1 127.0.0.7:3260"), groups(registration));
        assertTrue(registration.attributes().stream().noneMatch(one -> one.tag() == IsnsAttribute.SCN_PORT));
        await(() -> admits(SAN, INITIATOR));
        assertTrue(server.requests.stream().noneMatch(next -> next.function() == IsnsMessage.SCN_REGISTRATION));
        assertEquals("", registrar.problem());
    }

    @Test
    void shouldAskWhoMayLogInThoughNoPortalIsReached() throws Exception {
        server.initiators = List.of(INITIATOR);
        registrar = new IsnsRegistrar(
                new IsnsSettings(server.address(), true, "host"), kept(), CompletableFuture.completedFuture(null));
        update(List.of(PortalAddress.parse("192.0.2.1:3260")), Map.of(SAN, ""));
        IsnsMessage registration = server.await(IsnsMessage.DEVICE_ATTRIBUTE_REGISTRATION);
        assertEquals(List.of(), groups(registration));
        assertEquals(SAN, text(registration, IsnsAttribute.ISCSI_NAME));
        await(() -> admits(SAN, INITIATOR));
        assertEquals(Admission.REFUSED, registrar.admission(SAN, INITIATOR + "2"), "not: try again later");
        await(() -> registrar.problem().contains("no portal"));
    }

    @Test
    void shouldReadItsSettings() {
        IsnsSettings settings = IsnsSettings.parse("192.0.2.5 AccessControl", "san1");
        assertEquals(new InetSocketAddress("192.0.2.5", 3205), settings.server());
        assertTrue(settings.accessControl());
        assertFalse(IsnsSettings.parse("192.0.2.5:13205", "").accessControl());
        assertFalse(IsnsSettings.parse("192.0.2.5 AccessControl No", "").accessControl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"isns.example.org", "192.0.2.5 Access", "192.0.2.5 AccessControl Maybe", "192.0.2.5:x"})
    void shouldRefuseWhatIsNoServer(String text) {
        assertThrows(IllegalArgumentException.class, () -> IsnsSettings.parse(text, ""));
    }
}
