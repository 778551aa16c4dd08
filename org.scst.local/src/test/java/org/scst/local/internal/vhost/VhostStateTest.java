package org.scst.local.internal.vhost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class VhostStateTest {
    private static final VhostState STATE = new VhostState(
            VhostMessage.FEATURES,
            List.of(new VhostState.Region(1L << 32, 4096, 0x7000_0000_0000L, 8192)),
            List.of(
                    new VhostState.Ring(0, 8, 65535, 65534, true, true, 1, 2, 3, true, false),
                    new VhostState.Ring(2, 0, 0, 0, false, false, 0, 0, 0, false, true)),
            Unpooled.wrappedBuffer(new byte[] {1, 2, 3}),
            1,
            List.of(2, 0),
            new VhostState.Scsi(
                    true,
                    true,
                    List.of(0L, -1L),
                    List.of(new ScsiEvent(1, 1L << 48, 2)),
                    List.of(new VhostState.Unanswered(2, 7))));

    @Test
    void shouldSayTheSameToTheNextRevision() throws GuestException {
        ByteBuf written = STATE.write();
        assertEquals(STATE, VhostState.read(written));
        assertEquals(0, written.readerIndex(), "borrowed");
    }

    @Test
    void shouldRefuseWhatIsCutAnywhere() {
        ByteBuf whole = STATE.write();
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.slice(0, length);
            assertThrows(GuestException.class, () -> VhostState.read(cut), length + " bytes");
        }
        whole.writeByte(0);
        assertThrows(GuestException.class, () -> VhostState.read(whole), "a byte too many");
    }

    @Test
    void shouldRefuseAnotherVersion() {
        ByteBuf next = STATE.write().setInt(0, VhostState.VERSION + 1);
        assertThrows(GuestException.class, () -> VhostState.read(next));
    }

    @Test
    void shouldRefuseImpossibleCounts() {
        int regions = 12;
        for (int count : new int[] {-1, 1 << 30, Integer.MIN_VALUE}) {
            ByteBuf wrong = STATE.write().setInt(regions, count);
            assertThrows(GuestException.class, () -> VhostState.read(wrong));
        }
    }
}
