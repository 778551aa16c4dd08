package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.OPERATIONAL_TO_FULL;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

/** What connections may take that have not logged in to a target. */
class StrangersTest {
    private final LoginFixture fixture = LoginFixture.serving();

    @AfterEach
    void close() {
        fixture.close();
        assertEquals(0, fixture.places.taken());
        assertEquals(0, fixture.memory.used());
    }

    private void limits(int seconds, int places, int perSecond) {
        fixture.limits = new LoginLimits(Duration.ofSeconds(seconds), places, places, perSecond, 16 << 20);
    }

    private long exceeded(Limit limit) {
        return fixture.badPeers.limits().count(limit);
    }

    private static WirePdu discovery() {
        return WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0, "InitiatorName=" + INITIATOR, "SessionType=Discovery");
    }

    @Test
    void shouldEndAConnectionThatSaysNothing() {
        fixture.wire.advance(30);
        assertTrue(fixture.wire.open());
        fixture.wire.advance(1);
        assertFalse(fixture.wire.open());
        assertEquals(1, exceeded(Limit.LOGIN_TIMEOUT));
    }

    @Test
    void shouldEndALoginThatDribbles() {
        limits(10, 8, 100);
        WireChannel slow = fixture.connect();
        for (byte next : LoginFixture.normal().bytes()) {
            if (slow.open()) {
                slow.sendRaw(new byte[] {next});
                slow.advance(1);
            }
        }
        assertFalse(slow.open());
        assertEquals(0, fixture.port.opened.size());
    }

    @Test
    void shouldNotCountTheTimeThatTheStartGateTakes() {
        try (LoginFixture starting = new LoginFixture()) {
            starting.wire.send(LoginFixture.normal());
            starting.wire.advance(60);
            assertTrue(starting.wire.open());
        }
    }

    @Test
    void shouldTakeThePlaceOfASilentConnectionAndTellCore() {
        limits(30, 2, 100);
        WireChannel first = fixture.wire;
        WireChannel second = fixture.connect();
        WireChannel third = fixture.connect();

        assertFalse(first.open());
        assertTrue(second.open());
        assertEquals(0, third.exchange(LoginFixture.normal()).int16(36));
        assertEquals(1, fixture.refusals.size());
        assertTrue(fixture.refusals.getFirst().cause().contains("has sent nothing"));
        assertEquals(1, fixture.places.taken(), "who has logged in needs no place");
        assertEquals(1, exceeded(Limit.MAX_LOGINS_PER_ADDRESS));
    }

    @Test
    void shouldEndALoginThatGoesOnAsking() {
        limits(30, 8, 5);
        WireChannel wire = fixture.connect();
        for (int request = 0; request < 5; request++) {
            assertEquals(
                    0,
                    wire.exchange(WirePdu.login(0x44, ISID, 0, "InitiatorName=" + INITIATOR))
                            .int16(36));
        }
        wire.send(WirePdu.login(0x44, ISID, 0));
        assertFalse(wire.open());
        assertEquals(1, exceeded(Limit.MAX_TEXT_RATE));
    }

    @Test
    void shouldEndADiscoverySessionThatAsksTooOftenOrNothing() {
        limits(30, 8, 5);
        WireChannel busy = fixture.connect();
        assertEquals(0, busy.exchange(discovery()).int16(36));
        for (int request = 0; request < 5; request++) {
            assertTrue(
                    busy.exchange(WirePdu.text(0x80, 1, -1, "SendTargets=All")).data().length > 0);
        }
        busy.send(WirePdu.text(0x80, 1, -1, "SendTargets=All"));
        assertFalse(busy.open());

        WireChannel idle = fixture.connect();
        idle.exchange(discovery());
        idle.advance(30);
        idle.exchange(WirePdu.text(0x80, 1, -1, "SendTargets=All"));
        idle.advance(30);
        assertTrue(idle.open());
        idle.advance(1);
        assertFalse(idle.open());
        assertEquals(1, exceeded(Limit.MAX_TEXT_RATE));
        assertEquals(1, exceeded(Limit.LOGIN_TIMEOUT));
    }

    @Test
    void shouldCountADiscoverySessionAmongThoseThatLogIn() {
        limits(30, 1, 100);
        WireChannel discovering = fixture.connect();
        discovering.exchange(discovery());
        assertEquals(1, fixture.places.taken());

        WireChannel next = fixture.connect();
        assertFalse(discovering.open());
        assertEquals(0, next.exchange(LoginFixture.normal()).int16(36));
    }

    @Test
    void shouldRefuseASessionForWhichThereIsNoMemory() {
        fixture.target.memory().most(100_000);
        assertEquals(0, fixture.wire.exchange(LoginFixture.normal()).int16(36));
        WireChannel next = fixture.connect();
        assertEquals(
                0x0302,
                next.exchange(WirePdu.login(
                                OPERATIONAL_TO_FULL,
                                ISID + 1,
                                0,
                                "InitiatorName=" + INITIATOR,
                                "TargetName=" + LoginFixture.TARGET))
                        .int16(36));
        assertTrue(fixture.refusals.getFirst().cause().contains("max_memory"));
        assertEquals(1, exceeded(Limit.MAX_MEMORY));
    }
}
