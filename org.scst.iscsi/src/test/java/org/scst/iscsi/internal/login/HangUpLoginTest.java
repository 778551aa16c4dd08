package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.OPERATIONAL_TO_FULL;
import static org.scst.iscsi.internal.login.LoginFixture.TARGET;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

/** An initiator hangs up and logs in anew before the old connection's loop has come to its end. */
class HangUpLoginTest {
    private final LoginFixture fixture = LoginFixture.serving();
    private final WireChannel old = fixture.wire;

    @AfterEach
    void end() {
        fixture.close();
    }

    private static WirePdu login(String initiator, long isid) {
        return WirePdu.login(OPERATIONAL_TO_FULL, isid, 0, "InitiatorName=" + initiator, "TargetName=" + TARGET);
    }

    @Test
    void shouldLoseTheOldNexusBeforeItOpensTheNewOne() {
        assertEquals(0, old.exchange(login(INITIATOR, ISID)).int16(36));
        old.hangUp();
        WireChannel next = fixture.connectApart();

        next.send(login(INITIATOR, ISID + 1));

        assertEquals(List.of(), next.received(), "the old connection's loop has not run");
        assertEquals(List.of("opened"), fixture.port.happened);
        next.runsBeside(old);
        assertEquals(0, next.receivedOne().int16(36));
        assertEquals(List.of("opened", "lost", "opened"), fixture.port.happened);
        assertFalse(old.open());
    }

    @Test
    void shouldLeaveASessionAloneWhoseInitiatorIsThere() {
        old.exchange(login(INITIATOR, ISID));

        fixture.connect();

        assertEquals(0, fixture.wire.exchange(login(INITIATOR, ISID + 1)).int16(36));
        assertTrue(old.open());
        assertEquals(List.of("opened", "opened"), fixture.port.happened);
    }

    @Test
    void shouldNotWaitForOtherInitiators() {
        old.exchange(login(INITIATOR, ISID));

        WireChannel next = fixture.connectApart();

        assertEquals(0, next.exchange(login(INITIATOR + "2", ISID)).int16(36));
    }

    @Test
    void shouldCountNoSessionThatHasEndedAgainstMaxSessions() {
        try (LoginFixture one = new LoginFixture(Map.of("MaxSessions", "1"))) {
            one.gate.complete(true);
            one.wire.exchange(login(INITIATOR, ISID));
            one.wire.hangUp();
            one.connect();
            assertEquals(0, one.wire.exchange(login(INITIATOR, ISID + 1)).int16(36));
        }
    }

    @Test
    void shouldGiveUpALoginThatIsClosedWhileItWaits() {
        old.exchange(login(INITIATOR, ISID));
        WireChannel next = fixture.connectApart();
        next.send(login(INITIATOR, ISID + 1));
        next.hangUp();
        next.received();
        next.runsBeside(old);
        next.received();

        assertFalse(next.open());
        assertEquals(List.of("opened"), fixture.port.happened);
        assertEquals(0, fixture.places.taken());
    }
}
