package org.scst.iscsi.internal.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.scst.testkit.Trials;

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

    @Test
    void shouldPutEveryNumberBeforeItsSuccessors() {
        Trials.each(1000, values -> {
            int number = values.number();
            int successor = number + values.number(1, Integer.MAX_VALUE);
            assertTrue(SerialNumber.before(number, successor));
            assertTrue(SerialNumber.after(successor, number));
            assertEquals(successor, SerialNumber.later(number, successor));
        });
    }
}
