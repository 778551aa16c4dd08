package org.scst.iscsi.internal.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.portal.PortalAddress;

class SendTargetsTest {
    private static final String TARGET = "iqn.2026-11.org.example:san";

    private static List<String> addresses(String here, String... portals) {
        List<InetSocketAddress> bound =
                Stream.of(portals).map(PortalAddress::parse).toList();
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        SendTargets.add(answers, TARGET, bound, PortalAddress.parse(here));
        assertEquals(Map.entry("TargetName", TARGET), answers.removeFirst());
        return answers.stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .toList();
    }

    @Test
    void shouldShowPortalsOfTheConnectionsFamily() {
        assertEquals(
                List.of("TargetAddress=10.0.0.1:3260,1", "TargetAddress=10.0.1.1:3261,1"),
                addresses("10.0.0.1:3260", "10.0.0.1:3260", "10.0.1.1:3261", "[fd00::1]:3260"));
        assertEquals(
                List.of("TargetAddress=[fd00::1]:3260,1"),
                addresses("[fd00::1]:3260", "10.0.0.1:3260", "[fd00::1]:3260"));
    }

    @Test
    void shouldShowLoopbackOnlyToThisMachine() {
        assertEquals(
                List.of("TargetAddress=10.0.0.1:3260,1"),
                addresses("10.0.0.1:3260", "127.0.0.1:3260", "10.0.0.1:3260"));
        assertEquals(List.of("TargetAddress=[::1]:3260,1"), addresses("[::1]:3260", "[::1]:3260", "[fd00::1]:3260"));
    }

    @Test
    void shouldShowTheAddressThatWasReachedForAWildcard() {
        assertEquals(List.of("TargetAddress=10.0.0.7:3260,1"), addresses("10.0.0.7:3260", "0.0.0.0:3260"));
        assertEquals(List.of("TargetAddress=[fd00::7]:3260,1"), addresses("[fd00::7]:3260", "[::]:3260"));
    }

    @Test
    void shouldShowAWildcardOfBothFamiliesToBoth() {
        assertEquals(List.of("TargetAddress=10.0.0.7:3260,1"), addresses("10.0.0.7:3260", "[::]:3260"));
        assertEquals(List.of(), addresses("[fd00::7]:3260", "0.0.0.0:3260"));
    }

    @Test
    void shouldShowAnAddressOnce() {
        assertEquals(
                List.of("TargetAddress=10.0.0.7:3260,1"),
                addresses("10.0.0.7:3260", "[::]:3260", "0.0.0.0:3260", "10.0.0.7:3260"));
    }

    @Test
    void shouldLeaveTheScopeOfALinkOut() {
        assertEquals(List.of("TargetAddress=[fe80::1]:3260,1"), addresses("[fe80::1]:3260", "[fe80::1]:3260"));
    }
}
