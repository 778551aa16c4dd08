package org.scst.iscsi.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandScheduler;

class BadPeersTest {
    private final HandScheduler clock = new HandScheduler(new HandClock());
    private final List<String> lines = new ArrayList<>();
    private final BadPeers peers = new BadPeers(clock, Duration.ofMinutes(1), lines::add);

    private static InetSocketAddress peer(int last, int port) {
        return new InetSocketAddress("192.0.2." + last, port);
    }

    @Test
    void shouldTellASingleBadPeerAtOnceAndSayNothingMore() {
        assertTrue(peers.tells(peer(1, 4000), "reset"));
        clock.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), lines);
    }

    @Test
    void shouldCountAFloodOfOneAddressWhateverItsPort() {
        assertTrue(peers.tells(peer(1, 4000), "reset"));
        for (int port = 4001; port < 5000; port++) {
            assertFalse(peers.tells(peer(1, port), "reset"));
        }
        assertTrue(peers.tells(peer(2, 4000), "reset"));
        clock.advance(Duration.ofMinutes(1));
        assertEquals(List.of("999 more connections from 192.0.2.1 ended before login in the last 60 s"), lines);
    }

    @Test
    void shouldTellAnAddressAgainInTheNextInterval() {
        peers.tells(peer(1, 4000), "reset");
        clock.advance(Duration.ofMinutes(1));
        assertTrue(peers.tells(peer(1, 4000), "reset"));
    }

    @Test
    void shouldTellAnotherCauseOfTheSameAddressButNotAnyNumber() {
        for (int cause = 0; cause < BadPeers.MOST_CAUSES; cause++) {
            assertTrue(peers.tells(peer(1, 4000), "cause " + cause));
        }
        assertFalse(peers.tells(peer(1, 4000), "one cause more"));
    }

    @Test
    void shouldNotRememberAnyNumberOfAddresses() {
        for (int address = 0; address < BadPeers.MOST_ADDRESSES; address++) {
            assertTrue(peers.tells(new InetSocketAddress("10.0." + address / 100 + "." + address % 100, 1), "reset"));
        }
        assertTrue(peers.tells(peer(1, 1), "reset"));
        assertFalse(peers.tells(peer(2, 1), "reset"));
        assertFalse(peers.tells(peer(3, 1), "reset"));
        clock.advance(Duration.ofMinutes(1));
        assertEquals(List.of("2 more connections from further addresses ended before login in the last 60 s"), lines);
    }

    @Test
    void shouldTellWhatWasCountedWhenItIsClosedAndLeaveNoTimer() {
        peers.tells(peer(1, 1), "reset");
        peers.tells(peer(1, 1), "reset");
        peers.close();
        assertEquals(1, lines.size());
        clock.advance(Duration.ofMinutes(2));
        assertEquals(1, lines.size());
        assertTrue(peers.tells(peer(1, 1), "reset"));
    }
}
