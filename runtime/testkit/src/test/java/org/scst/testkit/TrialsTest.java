package org.scst.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrialsTest {

    @Test
    void shouldDrawOtherValuesInEachTrialAndTheSameInEachRun() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Trials.each(100, values -> first.add(values.number() + values.text()));
        Trials.each(100, values -> second.add(values.number() + values.text()));

        assertEquals(first, second);
        assertTrue(new HashSet<>(first).size() > 90);
    }

    @Test
    void shouldNameTheTrialThatFails() {
        AssertionError failure = assertThrows(
                AssertionError.class,
                () -> Trials.each(50, values -> assertTrue(values.number() > -1000, "too small")));

        assertTrue(failure.getMessage().matches("trial \\d+ of 50: too small.*"), failure::getMessage);
    }

    @Test
    void shouldReachBothEndsOfARangeAndNothingOutside() {
        Set<Long> drawn = new HashSet<>();
        Trials.each(200, values -> drawn.add(values.number(-3L, 4L)));
        assertEquals(Set.of(-3L, -2L, -1L, 0L, 1L, 2L, 3L, 4L), drawn);

        drawn.clear();
        Trials.each(100, values -> drawn.add(values.number(Long.MIN_VALUE, Long.MAX_VALUE)));
        assertTrue(drawn.contains(Long.MIN_VALUE) && drawn.contains(Long.MAX_VALUE) && drawn.size() > 50);
    }
}
