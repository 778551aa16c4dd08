package org.scst.local.internal.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.TransportId;
import org.scst.local.InitiatorPort;

class OutsideStateTest {
    private static final OutsideState STATE = new OutsideState(
            new InitiatorPort("nbd", TransportId.iscsi("iqn.2026-11.org.example:nbd")),
            77,
            Unpooled.wrappedBuffer(new byte[] {1, 2, 3}),
            List.of(-1L, 5L),
            List.of(9L));

    @Test
    void shouldSayTheSameToTheNextRevision() {
        assertEquals(STATE, OutsideState.read(STATE.write()));
        OutsideState early = new OutsideState(null, 0, Unpooled.EMPTY_BUFFER, List.of(), List.of());
        assertNull(OutsideState.read(early.write()).port());
    }

    @Test
    void shouldRefuseWhatIsCutAnywhere() {
        ByteBuf whole = STATE.write();
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.slice(0, length);
            assertThrows(IllegalArgumentException.class, () -> OutsideState.read(cut), length + " bytes");
        }
        whole.writeByte(0);
        assertThrows(IllegalArgumentException.class, () -> OutsideState.read(whole), "a byte too many");
    }

    @Test
    void shouldRefuseAnotherVersionAndImpossibleCounts() {
        ByteBuf next = STATE.write().setInt(0, OutsideState.VERSION + 1);
        assertThrows(IllegalArgumentException.class, () -> OutsideState.read(next));
        ByteBuf wrong = STATE.write().setInt(5, 1 << 30);
        assertThrows(IllegalArgumentException.class, () -> OutsideState.read(wrong));
    }
}
