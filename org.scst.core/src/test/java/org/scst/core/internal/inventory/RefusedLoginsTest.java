package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.admin.EventKind;
import org.scst.core.internal.event.PostedEvents;
import org.scst.core.target.LoginRefusal;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandScheduler;

class RefusedLoginsTest {
    private static final String NOBODY = "no target is named t";

    private final HandClock clock = new HandClock();
    private final HandScheduler control = new HandScheduler(clock);
    private final PostedEvents posted = new PostedEvents();
    private final RefusedLogins logins = new RefusedLogins(posted.taken(control, clock), control);

    private void refused(String initiator, String address, String cause) {
        logins.refused("iscsi", new LoginRefusal("t", initiator, address, "0x0203 NOT_FOUND", cause));
        control.run();
    }

    private long told() {
        return posted.count(EventKind.LOGIN_REFUSED);
    }

    private Object last(String property) {
        return posted.last(EventKind.LOGIN_REFUSED).get(property);
    }

    @Test
    void shouldTellTheFirstAtOnceAndThenANumber() {
        for (int port = 1000; port < 1500; port++) {
            refused("i", "192.0.2.7:" + port, NOBODY);
        }
        assertEquals(1, told());
        assertEquals(1L, last("count"));
        assertEquals("192.0.2.7:1000", last("address"));
        control.advance(Duration.ofSeconds(10));
        assertEquals(2, told());
        assertEquals(499L, last("count"));
        assertEquals("192.0.2.7", last("address"));
        assertEquals("499 more logins of i from 192.0.2.7 refused in 10 s: " + NOBODY, last("message"));
    }

    @Test
    void shouldTellEachInitiatorAddressAndCauseApart() {
        refused("i", "192.0.2.7:1", NOBODY);
        refused("j", "192.0.2.7:2", NOBODY);
        refused("i", "192.0.2.8:3", NOBODY);
        refused("i", "192.0.2.7:4", "t is not enabled");
        assertEquals(4, told());
    }

    @Test
    void shouldTellOneThatComesAgainLaterAtOnce() {
        refused("i", "[2001:db8::7]:1", NOBODY);
        control.advance(Duration.ofSeconds(10));
        assertEquals(1, told());
        refused("i", "[2001:db8::7]:2", NOBODY);
        assertEquals(2, told());
        assertEquals(1L, last("count"));
    }

    @Test
    void shouldTellNumbersLessOftenTheLongerItGoesOn() {
        int seconds = 24 * 3600;
        for (int i = 0; i < seconds; i++) {
            refused("i", "192.0.2.7:1", NOBODY);
            control.advance(Duration.ofSeconds(1));
        }
        // 10, 20, 40, 80, 160 s, then every 320 s; the first one.
        assertEquals(1 + 5 + (seconds - 310) / 320, told());
        assertEquals(320L, last("count"));
    }

    @Test
    void shouldTellManyInitiatorsOfOneAddressTogether() {
        for (int i = 0; i < 1000; i++) {
            refused("i" + i, "192.0.2.7:1", NOBODY);
        }
        assertEquals(RefusedLogins.MOST_OF_ADDRESS + 1, told());
        refused("j", "192.0.2.8:1", NOBODY);
        assertEquals("j", last("initiator"));
        control.advance(Duration.ofSeconds(10));
        assertEquals(1000L - RefusedLogins.MOST_OF_ADDRESS - 1, last("count"));
        assertEquals("", last("initiator"));
        assertEquals("192.0.2.7", last("address"));
    }

    @Test
    void shouldTellManyAddressesTogether() {
        for (int i = 0; i < 10_000; i++) {
            refused("", "10.0." + i / 250 + "." + i % 250 + ":1", "no login");
            control.advance(Duration.ofMillis(1));
        }
        control.advance(Duration.ofSeconds(320));
        long afterwards = told();
        assertTrue(afterwards <= RefusedLogins.MOST + 3, () -> afterwards + " events");
        assertTrue(String.valueOf(last("message")).contains(" more logins from further addresses refused"));
        refused("i", "192.0.2.7:1", NOBODY);
        assertEquals("i", last("initiator"));
    }

    @Test
    void shouldTellNothingOnceTheMidLayerHasStopped() {
        control.shutdown();
        logins.refused("iscsi", new LoginRefusal("t", "i", "192.0.2.7:1", "0x0203 NOT_FOUND", NOBODY));
        assertEquals(0, told());
    }

    @Test
    void shouldCountAllOfThem() {
        for (int i = 0; i < 1000; i++) {
            refused("i" + i, "192.0.2.7:1", NOBODY);
        }
        logins.refused("fc", new LoginRefusal("t", "i", "50:01", "busy", "no room"));
        assertEquals(Map.of("iscsi", Map.of("0x0203 NOT_FOUND", 1000L), "fc", Map.of("busy", 1L)), logins.counts());
    }
}
