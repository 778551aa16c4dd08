package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.limit.LimitCounters;

class LoginPlacesTest {
    private LoginLimits limits = new LoginLimits(Duration.ofSeconds(30), 6, 3, 100, 1 << 20);
    private final LimitCounters exceeded = new LimitCounters();
    private final LoginPlaces places = new LoginPlaces(() -> limits, exceeded);
    private final List<String> ended = new ArrayList<>();

    private LoginPlaces.Place take(String address, int port) {
        return places.take(new InetSocketAddress(address, port), cause -> ended.add(address + ":" + port));
    }

    @Test
    void shouldGiveThePlaceOfTheOldestSilentConnectionOfAnAddressToItsNext() {
        for (int port = 1; port <= 3; port++) {
            assertNotNull(take("192.0.2.1", port));
        }
        assertNotNull(take("192.0.2.1", 4));
        assertEquals(List.of("192.0.2.1:1"), ended);
        assertEquals(3, places.taken());
        assertEquals(3, places.mostOfAddress());
        assertEquals(1, exceeded.count(Limit.MAX_LOGINS_PER_ADDRESS));
        assertEquals(0, exceeded.count(Limit.MAX_LOGINS));
    }

    @Test
    void shouldNotTakeThePlaceOfOneThatLogsIn() {
        for (int port = 1; port <= 3; port++) {
            take("192.0.2.1", port).loggingIn();
        }
        assertNull(take("192.0.2.1", 4));
        assertEquals(List.of("192.0.2.1:4"), ended, "the newcomer is turned away");
        assertNotNull(take("192.0.2.2", 1), "others are not concerned");
    }

    @Test
    void shouldTakeThePlacesOfDiscoverySessionsToo() {
        take("192.0.2.1", 1).loggingIn();
        take("192.0.2.1", 2).discovering();
        take("192.0.2.1", 3);
        take("192.0.2.1", 4).loggingIn();
        take("192.0.2.1", 5);
        assertEquals(List.of("192.0.2.1:2", "192.0.2.1:3"), ended);
    }

    @Test
    void shouldTakeThePlaceOfTheOldestLoginWhenAllPlacesAreTakenByLoginsThatDoNotEnd() {
        for (int address = 1; address <= 6; address++) {
            take("192.0.2." + address, 1).loggingIn();
        }
        assertNotNull(take("192.0.2.7", 1));
        assertEquals(List.of("192.0.2.1:1"), ended);
    }

    @Test
    void shouldTurnANewcomerAwayWhileTheTargetOwesTheAnswersOfAll() {
        for (int address = 1; address <= 6; address++) {
            take("192.0.2." + address, 1).answeredSoon();
        }
        assertNull(take("192.0.2.7", 1));
        assertEquals(List.of("192.0.2.7:1"), ended);
    }

    @Test
    void shouldTakeFromTheAddressThatHoldsMostWhenAllPlacesAreTaken() {
        take("192.0.2.1", 1);
        take("192.0.2.2", 1);
        take("192.0.2.2", 2);
        take("192.0.2.2", 3);
        take("192.0.2.3", 1);
        take("192.0.2.3", 2);
        assertNotNull(take("192.0.2.4", 1));
        assertEquals(List.of("192.0.2.2:1"), ended);
        assertEquals(6, places.taken());
    }

    @Test
    void shouldNotTakeFromAnInitiatorWithAFewConnectionsBeforeAFloodOfManyAddresses() {
        limits = new LoginLimits(Duration.ofSeconds(30), 20, 16, 100, 1 << 20);
        for (int flood = 1; flood <= 17; flood++) {
            take("198.51.100." + flood, 1);
        }
        for (int port = 1; port <= 3; port++) {
            take("192.0.2.1", port);
        }
        take("198.51.100.100", 1);
        take("192.0.2.1", 4);
        assertEquals(List.of("198.51.100.1:1", "198.51.100.2:1"), ended);
    }

    @Test
    void shouldHavePlaceAgainWhenOneIsGivenBackWhateverTheNumberOfTimes() {
        limits = new LoginLimits(Duration.ofSeconds(30), 1, 1, 100, 1 << 20);
        LoginPlaces.Place first = take("192.0.2.1", 1);
        first.answeredSoon();
        assertNull(take("192.0.2.2", 1));
        first.giveBack();
        first.giveBack();
        LoginPlaces.Place next = take("192.0.2.2", 2);
        next.answeredSoon();
        first.giveBack();
        assertEquals(1, places.taken());
        assertNull(take("192.0.2.1", 2));
    }

    @Test
    void shouldLetALegitimateInitiatorInBesideAnyFlood() {
        for (int flood = 0; flood < 10_000; flood++) {
            assertNotNull(take("198.51.100." + flood % 250, flood));
        }
        take("192.0.2.1", 1).answeredSoon();
        for (int flood = 0; flood < 10_000; flood++) {
            LoginPlaces.Place next = take("198.51.100." + flood % 250, flood);
            if (flood % 2 == 0) {
                next.loggingIn();
            }
        }
        assertEquals(0, ended.stream().filter("192.0.2.1:1"::equals).count());
        assertEquals(6, places.taken());
    }
}
