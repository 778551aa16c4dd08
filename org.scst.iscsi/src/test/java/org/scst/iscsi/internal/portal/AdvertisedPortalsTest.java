package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisedPortalsTest {
    @Test
    void shouldTellEachPortalsOtherAddresses() {
        AdvertisedPortals advertised = AdvertisedPortals.parse(
                "0.0.0.0:3260=192.0.2.1:13260, 0.0.0.0 = san.example.org, [::]:3260=[2001:db8::1]:3261");

        assertEquals(
                List.of("192.0.2.1:13260", "san.example.org:3260"), advertised.of(PortalAddress.parse("0.0.0.0:3260")));
        assertEquals(List.of("[2001:db8::1]:3261"), advertised.of(PortalAddress.parse("[::]:3260")));
        assertEquals(List.of(), advertised.of(PortalAddress.parse("0.0.0.0:3261")));
        assertEquals(List.of(), AdvertisedPortals.NONE.of(PortalAddress.parse("0.0.0.0:3260")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "192.0.2.1:3260",
                "nowhere=192.0.2.1",
                "0.0.0.0:3260=",
                "0.0.0.0:3260=192.0.2.1:0",
                "0.0.0.0:3260=192.0.2.1:65536",
                "0.0.0.0:3260=2001:db8::1",
                "0.0.0.0:3260=san_example",
                "0.0.0.0:3260=a,1",
                "0.0.0.0:3260=a b"
            })
    void shouldRefuseWhatIsNoAddressOfAPortal(String list) {
        assertThrows(IllegalArgumentException.class, () -> AdvertisedPortals.parse(list));
    }
}
