package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPatternsTest {
    private static boolean take(String patterns, String address) {
        return AddressPatterns.parse(patterns).take(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | 192.0.2.1 | true",
                "192.0.2.1 | 192.0.2.2 | false",
                "192.0.2.0/24 | 192.0.2.255 | true",
                "192.0.2.0/24 | 192.0.3.0 | false",
                "192.0.2.128/25 | 192.0.2.127 | false",
                "192.0.2.129/25 | 192.0.2.200 | true",
                "10.0.0.0/7 | 11.255.0.1 | true",
                "10.0.0.0/7 | 12.0.0.1 | false",
                "0.0.0.0/0 | 203.0.113.9 | true",
                "0.0.0.0/0 | 2001:db8::1 | false",
                "192.0.2.1/32 | 192.0.2.1 | true",
                "192.0.2.* | 192.0.2.77 | true",
                "192.0.2.? | 192.0.2.77 | false",
                "* | 2001:db8::1 | true",
                "2001:db8::/32 | 2001:db8:ffff::1 | true",
                "2001:db8::/33 | 2001:db8:8000::1 | false",
                "2001:DB8::1 | 2001:db8:0:0:0:0:0:1 | true",
                "2001:db8::* | 2001:db8::5 | true",
                "!192.0.2.1 | 192.0.2.1 | false",
                "!192.0.2.1 | 192.0.2.2 | true",
                "192.0.2.*, !192.0.2.7 | 192.0.2.7 | false",
                "!192.0.2.7, 192.0.2.* | 192.0.2.8 | true",
                "192.0.2.1,198.51.100.0/24 | 198.51.100.4 | true",
                "192.0.2.1, ! 192.0.2.0/24 | 192.0.2.1 | false"
            })
    void shouldTakeWhatIsMeant(String patterns, String address, boolean expected) {
        assertEquals(expected, take(patterns, address));
    }

    @Test
    void shouldTakeEverythingWhenNothingIsWritten() {
        assertTrue(take("", "192.0.2.1"));
        assertTrue(take(" , ", "::1"));
        assertEquals(AddressPatterns.ALL, AddressPatterns.parse(""));
        assertFalse(AddressPatterns.NONE.take(InetAddress.ofLiteral("192.0.2.1")));
    }

    /** As a socket of both families has them; who is excluded must not come by that way. */
    @Test
    void shouldKnowAnAddressOfIpv4InClothesOfIpv6() throws UnknownHostException {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000205");
        SocketAddress end = new InetSocketAddress(Inet6Address.getByAddress(null, mapped, -1), 50000);

        assertFalse(AddressPatterns.parse("!192.0.2.5").take(end));
        assertFalse(AddressPatterns.parse("!192.0.2.*").take(end));
        assertTrue(AddressPatterns.parse("192.0.2.0/24").take(end));
    }

    @Test
    void shouldTakeWhatIsNoAddressOnlyWhenEverythingIs() {
        SocketAddress other = new SocketAddress() {
            private static final long serialVersionUID = 1L;
        };
        assertTrue(AddressPatterns.ALL.take(other));
        assertFalse(AddressPatterns.parse("*").take(other));
        assertFalse(AddressPatterns.NONE.take(other));
        assertTrue(AddressPatterns.parse("192.0.2.1").take(new InetSocketAddress("192.0.2.1", 3260)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "192.0.2",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/",
                "2001:db8::/129",
                "host*",
                "!",
                "192.0.2.1:3260",
                "192.0.2.0/24x",
                "1.2.3.4 5.6.7.8"
            })
    void shouldNameWhatIsNoAddress(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> AddressPatterns.parse("192.0.2.1, " + pattern));
    }
}
