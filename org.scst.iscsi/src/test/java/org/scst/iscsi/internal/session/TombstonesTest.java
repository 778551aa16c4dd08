package org.scst.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.pdu.BasicHeaderSegment;

class TombstonesTest {
    private static final int UNSOLICITED = BasicHeaderSegment.RESERVED_TAG;

    private final Tombstones tombstones = new Tombstones();

    @Test
    void shouldKnowASequenceUntilItsLastPdu() {
        tombstones.add(7, 100);
        assertFalse(tombstones.received(7, 101, false));
        assertFalse(tombstones.received(8, 100, false));
        assertTrue(tombstones.received(7, 100, false));
        assertTrue(tombstones.received(7, 100, true));
        assertFalse(tombstones.received(7, 100, true));
        assertTrue(tombstones.isEmpty());
    }

    @Test
    void shouldGiveUnsolicitedDataToTheNewUserOfATagButNotWhatAnR2tAskedFor() {
        tombstones.add(7, UNSOLICITED);
        tombstones.add(7, 100);
        tombstones.tagUsedAnew(7);
        assertFalse(tombstones.received(7, UNSOLICITED, false));
        assertTrue(tombstones.received(7, 100, false));
    }

    @Test
    void shouldForgetTheOldestWhenTooManyGather() {
        for (int tag = 0; tag < 200; tag++) {
            tombstones.add(tag, tag);
        }
        assertEquals(128, tombstones.size());
        assertFalse(tombstones.received(71, 71, true));
        assertTrue(tombstones.received(72, 72, true));
        assertTrue(tombstones.received(199, 199, true));
    }
}
