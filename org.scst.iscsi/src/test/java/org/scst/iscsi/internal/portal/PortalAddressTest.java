package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    void shouldSplitAListAtItsCommas() {
        assertEquals(List.of("127.0.0.1:3260", "[::1]:3260"), PortalAddress.list(" 127.0.0.1:3260,, [::1]:3260 ,"));
    }
}
