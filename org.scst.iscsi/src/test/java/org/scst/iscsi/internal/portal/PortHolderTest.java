package org.scst.iscsi.internal.portal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The listeners stand here as a little-endian kernel writes them. */
class PortHolderTest {
    @BeforeEach
    void needsTheByteOrderOfTheExamples() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "this machine is big-endian");
    }

    private static boolean inTheWay(String listener, String address) throws IOException {
        return PortHolder.inTheWay(listener, PortalAddress.parse(address));
    }

    @Test
    void shouldCompareAddressAndPort() throws IOException {
        assertTrue(inTheWay("0100007F:0CBC", "127.0.0.1:3260"));
        assertFalse(inTheWay("0100007F:0CBD", "127.0.0.1:3260"));
        assertFalse(inTheWay("0100007F:0CBC", "10.0.0.1:3260"));
        assertTrue(inTheWay("00000000000000000000000001000000:0CBC", "[::1]:3260"));
        assertFalse(inTheWay("000000FD000000000000000001000000:0CBC", "[::1]:3260"));
    }

    @Test
    void shouldTakeAWildcardForEveryAddress() throws IOException {
        assertTrue(inTheWay("00000000:0CBC", "10.0.0.1:3260"));
        assertTrue(inTheWay("00000000000000000000000000000000:0CBC", "10.0.0.1:3260"));
        assertTrue(inTheWay("0100007F:0CBC", "0.0.0.0:3260"));
    }
}
