package org.scst.iscsi.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.pdu.ProtocolViolation;

class PduRateTest {
    private static final long SECOND = 1_000_000_000L;

    private final PduRate rate = new PduRate("Text Requests", 3);

    private void counted(int times, long now) throws ProtocolViolation {
        for (int count = 0; count < times; count++) {
            rate.counted(now);
        }
    }

    @Test
    void shouldEndTheConnectionThatAsksTooOften() throws ProtocolViolation {
        counted(3, 0);
        ProtocolViolation violation = assertThrows(ProtocolViolation.class, () -> rate.counted(SECOND - 1));
        assertEquals("more than 3 Text Requests within a second", violation.getMessage());
        assertEquals(ProtocolViolation.Radius.CONNECTION, violation.radius());
    }

    @Test
    void shouldBeginAnewEachSecondWhereverTheClockBegan() throws ProtocolViolation {
        for (long now = Long.MAX_VALUE - 2 * SECOND, end = now + 8 * SECOND; now != end; now += SECOND) {
            counted(3, now);
        }
    }
}
