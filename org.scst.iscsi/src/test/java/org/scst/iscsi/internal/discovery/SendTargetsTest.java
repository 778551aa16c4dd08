package org.scst.iscsi.internal.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.portal.AdvertisedPortals;
import org.scst.iscsi.internal.portal.PortalAddress;
import org.scst.iscsi.internal.portal.PortalPatterns;

class SendTargetsTest {
    private static final String TARGET = "iqn.2026-11.org.example:san";

    private static List<String> addresses(String here, String... portals) {
        List<InetSocketAddress> bound =
                Stream.of(portals).map(PortalAddress::parse).toList();
        return found(here, new SendTargets(bound, AdvertisedPortals.NONE, true), "*");
    }

    /** What an initiator finds that may see the target at some portals. */
    private static List<String> found(String here, SendTargets portals, String visible) {
        List<Map.Entry<String, String>> answers = new ArrayList<>();
        portals.add(answers, TARGET, PortalAddress.parse(here), PortalPatterns.parse(visible)::mean);
        if (answers.isEmpty()) {
            return List.of("nothing");
        }
        assertEquals(Map.entry("TargetName", TARGET), answers.removeFirst());
        return answers.stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .toList();
    }

    private static SendTargets of(boolean linkLocal, String advertised, String... portals) {
        return new SendTargets(
                Stream.of(portals).map(PortalAddress::parse).toList(), AdvertisedPortals.parse(advertised), linkLocal);
    }

    @Test
    void shouldShowOnlyPortalsByWhichTheTargetCanBeSeen() {
        SendTargets portals = of(true, "", "10.0.0.1:3260", "10.0.1.1:3260");

        assertEquals(List.of("TargetAddress=10.0.1.1:3260,1"), found("10.0.0.1:3260", portals, "10.0.1.*"));
        assertEquals(List.of("nothing"), found("10.0.0.1:3260", portals, "10.9.*"));
    }

    @Test
    void shouldShowLinkLocalPortalsOnlyToWhoCameByThatLink() {
        SendTargets portals = of(true, "", "[fe80::1]:3260", "[fd00::1]:3260");

        assertEquals(List.of("TargetAddress=[fd00::1]:3260,1"), found("[fd00::1]:3260", portals, "*"));
        assertEquals(
                List.of("TargetAddress=[fe80::1]:3260,1", "TargetAddress=[fd00::1]:3260,1"),
                found("[fe80::1]:3260", portals, "*"));
    }

    @Test
    void shouldShowNoLinkLocalPortalWhenTheyAreOff() {
        assertEquals(List.of(), found("[fe80::1]:3260", of(false, "", "[::]:3260", "[fe80::1]:3260"), "*"));
    }

    @Test
    void shouldTellTheAddressByWhichAPortalIsReached() {
        SendTargets portals = of(
                true, "0.0.0.0:3260=192.0.2.1:13260, 0.0.0.0:3260=san.example.org", "0.0.0.0:3260", "172.17.0.2:3261");

        assertEquals(
                List.of(
                        "TargetAddress=192.0.2.1:13260,1",
                        "TargetAddress=san.example.org:3260,1",
                        "TargetAddress=172.17.0.2:3261,1"),
                found("172.17.0.2:3260", portals, "*"));
    }

    @Test
    void shouldTellAddressesOfTheConnectionsFamily() {
        SendTargets portals =
                of(true, "[::]:3260=192.0.2.1, [::]:3260=[2001:db8::1], [::]:3260=b.example", "[::]:3260");

        assertEquals(
                List.of("TargetAddress=192.0.2.1:3260,1", "TargetAddress=b.example:3260,1"),
                found("172.17.0.2:3260", portals, "*"));
        assertEquals(
                List.of("TargetAddress=[2001:db8::1]:3260,1", "TargetAddress=b.example:3260,1"),
                found("[fd00::2]:3260", portals, "*"));
    }

    @Test
    void shouldJudgeAnAdvertisedPortalByItsOwnAddress() {
        SendTargets portals = of(true, "10.0.0.1:3260=192.0.2.1", "10.0.0.1:3260");

        assertEquals(List.of("TargetAddress=192.0.2.1:3260,1"), found("10.0.0.1:3260", portals, "10.*"));
        assertEquals(List.of("nothing"), found("10.0.0.1:3260", portals, "192.*"));
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
