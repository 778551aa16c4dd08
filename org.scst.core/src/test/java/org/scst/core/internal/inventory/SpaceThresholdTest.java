package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SpaceThresholdTest {
    private final SpaceThreshold space = new SpaceThreshold();

    @Test
    void shouldBecomeLowAtTheThreshold() {
        assertFalse(space.crossed(101, 1000, 90));
        assertTrue(space.crossed(100, 1000, 90));
        assertTrue(space.low());
        assertFalse(space.crossed(0, 1000, 90));
    }

    @Test
    void shouldNotFlutterAroundTheThreshold() {
        space.crossed(100, 1000, 90);
        assertFalse(space.crossed(119, 1000, 90));
        assertTrue(space.crossed(121, 1000, 90));
        assertFalse(space.low());
    }

    @Test
    void shouldNotBeLowWhenNothingMoreIsNeeded() {
        space.crossed(0, 1000, 90);
        assertTrue(space.crossed(0, 0, 90));
        assertFalse(space.low());
    }

    @Test
    void shouldNeverBeLowWhenNobodyWantsToKnow() {
        assertFalse(space.crossed(0, 1000, 100));
    }
}
