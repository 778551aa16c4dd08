package org.scst.iscsi.internal.isns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.portal.AdvertisedPortals;
import org.scst.iscsi.internal.portal.PortalAddress;

class ToldPortalsTest {
    private static final List<InetSocketAddress> BOUND =
            portals("0.0.0.0:3261", "127.0.0.1:3260", "[fe80::1]:3260", "[fd00::1]:3260");

    private final InetAddress here = InetAddress.getByName("10.0.0.7");

    ToldPortalsTest() throws UnknownHostException {}

    private static List<InetSocketAddress> portals(String... texts) {
        return Stream.of(texts).map(PortalAddress::parse).toList();
    }

    private ToldPortals told(String advertised) {
        return ToldPortals.of(BOUND, AdvertisedPortals.parse(advertised), here);
    }

    @Test
    void shouldTellPortalsAsOthersReachThem() {
        assertEquals(portals("10.0.0.7:3261", "[fd00::1]:3260"), told("").all());
    }

    @Test
    void shouldTellAdvertisedAddressesInTheirPlace() {
        assertEquals(
                portals("192.0.2.1:3260", "192.0.2.2:4000", "[fd00::1]:3260"),
                told("0.0.0.0:3261=192.0.2.1, 0.0.0.0:3261=192.0.2.2:4000").all());
        assertEquals(
                portals("10.0.0.7:3261", "192.0.2.1:3260", "[fd00::1]:3260"),
                told("127.0.0.1=192.0.2.1").all(),
                "a portal that others reach by another address only");
    }

    @Test
    void shouldTellANameByItsAddresses() {
        assertEquals(
                List.of(),
                ToldPortals.of(portals("10.0.0.7:3260"), AdvertisedPortals.parse("10.0.0.7=localhost"), here)
                        .all());
        ToldPortals told = ToldPortals.of(
                portals("127.0.0.1:3260"),
                AdvertisedPortals.parse("127.0.0.1=localhost:4000"),
                InetAddress.getLoopbackAddress());
        assertEquals(portals("127.0.0.1:4000").getFirst(), told.all().getFirst());
        assertEquals(
                List.of("nowhere.invalid"), told("[fd00::1]=nowhere.invalid").unresolved());
        assertEquals(portals("10.0.0.7:3261"), told("[fd00::1]=nowhere.invalid").all());
    }

    @Test
    void shouldNameThosePortalsThatLeadToATarget() {
        ToldPortals told = told("[fd00::1]=[2001:db8::1]:4000");
        assertEquals(
                portals("[2001:db8::1]:4000"),
                told.leadingTo(PortalAddress.parse("[fd00::1]:3260")::equals),
                "allowed_portal looks at the portal's own address");
        assertEquals(portals("10.0.0.7:3261"), told.leadingTo(PortalAddress.parse("10.0.0.7:3261")::equals));
    }

    @Test
    void shouldTakeNotificationsAtAnAddressOfItsOwn() throws UnknownHostException {
        assertEquals(Optional.of(here), told("").notified());
        assertEquals(
                Optional.of(InetAddress.getByName("fd00::1")),
                told("0.0.0.0:3261=192.0.2.1").notified());
        assertEquals(
                Optional.empty(),
                told("0.0.0.0:3261=192.0.2.1, [fd00::1]=192.0.2.1:4000").notified());
    }
}
