package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortalAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:3260, 127.0.0.1, 3260",
        "127.0.0.1, 127.0.0.1, 3260",
        "10.0.0.1:80, 10.0.0.1, 80",
        "[::1]:3261, ::1, 3261",
        "[::1], ::1, 3260",
        "::1, ::1, 3260",
        "[::]:1, ::, 1",
        "0.0.0.0:65535, 0.0.0.0, 65535",
    })
    void shouldReadAnAddressAsOperatorsWriteIt(String text, String host, int port) {
        assertEquals(new InetSocketAddress(host, port), PortalAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":3260",
                "localhost:3260",
                "10.0.0.1:",
                "10.0.0.1:65536",
                "10.0.0.1:-1",
                "[::1]:x",
                "[]:3260",
                "1.2.3.4.5:3260",
                "[::1::2]:3260",
                "[::1:3260"
            })
    void shouldRefuseWhatIsNoNumericAddressWithPort(String text) {
        assertThrows(IllegalArgumentException.class, () -> PortalAddress.parse(text));
    }

    @Test
    void shouldTakeAnInterfaceByNameAndSayWhenItIsNotThere() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> PortalAddress.parse("[fe80::1%no-such.nic_0]:3260"));

        assertTrue(refused.getMessage().contains("no such interface no-such.nic_0"), refused::getMessage);
        assertEquals("[fe80::1]:3260", PortalAddress.text(PortalAddress.parse("[fe80::1%7]")));
    }

    @Test
    void shouldSeeIpv4InItsIpv6Clothes() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 7};
        InetSocketAddress end = new InetSocketAddress(Inet6Address.getByAddress(null, mapped, 0), 3260);

        assertEquals("10.0.0.7:3260", PortalAddress.text(PortalAddress.of(end)));
        assertEquals("[fd00::7]:3260", PortalAddress.text(PortalAddress.of(PortalAddress.parse("[fd00::7]:3260"))));
        assertEquals("10.0.0.8:3260", PortalAddress.text(PortalAddress.of(PortalAddress.parse("10.0.0.8"))));
    }

    @Test
    void shouldSplitAListAtItsCommas() {
        assertEquals(List.of("127.0.0.1:3260", "[::1]:3260"), PortalAddress.list(" 127.0.0.1:3260,, [::1]:3260 ,"));
    }
}
