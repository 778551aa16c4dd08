package org.scst.runtime.console.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.scst.testkit.Trials;

class PlainTest {

    @Test
    void shouldLeaveVisibleTextAlone() {
        assertEquals("iqn.2026-11.org.example:Gerät ☃ 😀", Plain.of("iqn.2026-11.org.example:Gerät ☃ 😀"));
    }

    @Test
    void shouldShowControlCharactersByNumber() {
        assertEquals("a\\x1b[31mb\\x00\\x0a\\x7f\\x9b", Plain.of("a\u001b[31mb\0\n\u007f\u009b"));
    }

    @Test
    void shouldShowMarksThatTurnTheDirectionOfWriting() {
        assertEquals("abc\\u202ecba", Plain.of("abc\u202ecba"));
    }

    @Test
    void shouldNeverLetAControlCharacterThrough() {
        Trials.each(1000, values -> assertTrue(Plain.of(values.text()).chars().noneMatch(Character::isISOControl)));
    }
}
