package org.scst.user.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QueueLayoutTest {
    @Test
    void shouldWakeForTheEntryThatIsWaitedForOnly() {
        assertTrue(QueueLayout.wakes(5, 5, 6));
        assertTrue(QueueLayout.wakes(5, 3, 9));
        assertFalse(QueueLayout.wakes(5, 6, 7));
        assertFalse(QueueLayout.wakes(5, 4, 5));
    }

    @Test
    void shouldWakeWhereCountersWrap() {
        assertTrue(QueueLayout.wakes(-1, -2, 1));
        assertTrue(QueueLayout.wakes(0, -1, 1));
        assertFalse(QueueLayout.wakes(1, -1, 1));
    }

    @Test
    void shouldPlaceRepliesBehindRequests() {
        QueueLayout layout = new QueueLayout(8);
        assertEquals(384, layout.request(0));
        assertEquals(384, layout.request(8));
        assertEquals(384 + 7 * 128, layout.request(-1));
        assertEquals(384 + 8 * 128, layout.reply(0));
        assertEquals(384 + 8 * 128 + 15 * 128, layout.reply(15));
        assertEquals(layout.reply(0), layout.reply(16));
        assertEquals(384 + 24 * 128, layout.aborted(0x1_0000));
        assertEquals(384 + 24 * 128 + 7 * 8, layout.aborted(7));
        assertEquals(384 + 24 * 128 + 8 * 8, layout.size());
    }
}
