package org.scst.core.internal.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

class UnitAttentionQueueTest {
    private static final Sense RESET =
            Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED);
    private static final Sense CAPACITY = Sense.of(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_DATA_HAS_CHANGED);

    private final UnitAttentionQueue queue = new UnitAttentionQueue();

    @Test
    void shouldReportTheOldestFirstAndEachOnce() {
        queue.establish(RESET);
        queue.establish(CAPACITY);
        queue.establish(RESET);
        assertEquals(RESET, queue.peek());
        assertEquals(RESET, queue.report());
        assertEquals(CAPACITY, queue.report());
        assertNull(queue.report());
        assertTrue(queue.isEmpty());
    }

    @Test
    void shouldPutBackBeforeAllOthers() {
        queue.establish(CAPACITY);
        queue.establish(RESET);
        queue.establishFirst(RESET);
        assertEquals(RESET, queue.report());
        assertEquals(CAPACITY, queue.report());
        assertNull(queue.report());
    }
}
