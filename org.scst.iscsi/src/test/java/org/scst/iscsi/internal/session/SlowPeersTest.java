package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.wire.WirePdu;

/** Initiators that are slow on purpose: they give a sign of life, and hold what the target could use. */
class SlowPeersTest {
    private static final int RSP_TIMEOUT = 90;

    private final SessionFixture fixture = new SessionFixture(SessionFixture.parameters());

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        fixture.close();
        assertEquals(0, fixture.memory.used());
    }

    private void dribble(byte[] bytes, int everySeconds) {
        for (int index = 0; index < bytes.length && fixture.channel.isOpen(); index++) {
            fixture.channel.writeInbound(Unpooled.wrappedBuffer(bytes, index, 1));
            fixture.advance(everySeconds);
            fixture.sent();
        }
    }

    @Test
    void shouldEndTheConnectionWhoseHeaderDribbles() {
        dribble(WirePdu.nopOut(1, 1).bytes(), 20);
        assertFalse(fixture.channel.isOpen());
        assertTrue(fixture.nexus.lost);
    }

    @Test
    void shouldEndTheConnectionWhoseDataDribbles() {
        byte[] nop = WirePdu.nopOut(1, 1).data(new byte[1000]).bytes();
        fixture.receiveRaw(Arrays.copyOf(nop, 500));
        dribble(new byte[20], 20);
        assertFalse(fixture.channel.isOpen());
    }

    @Test
    void shouldEndTheConnectionWhoseImmediateDataDribbles() {
        byte[] write = WirePdu.command(1, 1, 0xA0, 4096).data(new byte[4096]).bytes();
        fixture.receiveRaw(Arrays.copyOf(write, 100));
        dribble(new byte[20], 20);
        assertFalse(fixture.channel.isOpen());
    }

    @Test
    void shouldNotMindAnInitiatorWhosePdusOverlapItsPieces() {
        byte[] nop = WirePdu.nopOut(-1, 1).immediate().bytes();
        byte[] many = new byte[nop.length * 40];
        for (int count = 0; count < 40; count++) {
            System.arraycopy(nop, 0, many, count * nop.length, nop.length);
        }
        for (int from = 0; from < many.length; from += 40) {
            fixture.receiveRaw(Arrays.copyOfRange(many, from, Math.min(from + 40, many.length)));
            fixture.advance(20);
            fixture.sent();
        }
        assertTrue(fixture.channel.isOpen(), "each of its PDUs is complete within 40 s");
    }

    @Test
    void shouldEndTheConnectionThatOnlyPretendsToTakeWhatIsSent() {
        fixture.channel.blocked(true);
        for (int count = 0; count < 40; count++) {
            fixture.receive(WirePdu.nopOut(count, 1 + count).data(new byte[100_000]));
        }
        int seconds = 0;
        while (fixture.channel.isOpen() && seconds < 4 * RSP_TIMEOUT) {
            fixture.channel.takeOne();
            fixture.receive(WirePdu.nopOut(-1, 1).immediate());
            fixture.advance(50);
            seconds += 50;
        }
        assertFalse(fixture.channel.isOpen(), "100 000 bytes in 50 s");
        assertTrue(seconds <= 2 * RSP_TIMEOUT + 50);
        assertEquals(1, fixture.badPeers.limits().count(Limit.RSP_TIMEOUT));
    }

    @Test
    void shouldServeOneThatIsSlowInEarnest() {
        fixture.channel.blocked(true);
        for (int count = 0; count < 40; count++) {
            fixture.receive(WirePdu.nopOut(count, 1 + count).data(new byte[200_000]));
        }
        for (int count = 0; count < 20; count++) {
            fixture.channel.takeOne();
            fixture.channel.takeOne();
            fixture.receive(WirePdu.nopOut(-1, 1).immediate());
            fixture.advance(20);
        }
        assertTrue(fixture.channel.isOpen());
    }
}
