package org.scst.iscsi.internal.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SerialNumberTest {
    @Test
    void shouldCompareAcrossTheWrap() {
        assertTrue(SerialNumber.before(0xffff_ffff, 0));
        assertTrue(SerialNumber.after(0, 0xffff_ffff));
        assertTrue(SerialNumber.before(0x7fff_ffff, 0x8000_0000));
        assertFalse(SerialNumber.before(5, 5));
        assertFalse(SerialNumber.after(5, 5));
        assertEquals(1, SerialNumber.later(0xffff_fff0, 1));
    }

    @Property
    void shouldPutEveryNumberBeforeItsSuccessors(@ForAll int number, @ForAll @IntRange(min = 1) int distance) {
        assertTrue(SerialNumber.before(number, number + distance));
        assertTrue(SerialNumber.after(number + distance, number));
        assertEquals(number + distance, SerialNumber.later(number, number + distance));
    }
}
