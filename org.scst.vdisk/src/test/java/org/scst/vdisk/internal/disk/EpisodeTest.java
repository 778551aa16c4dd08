package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EpisodeTest {
    private final Episode episode = new Episode(Long.MAX_VALUE);

    private boolean begins(long seconds) {
        // The clock may wrap around.
        return episode.begins(Long.MAX_VALUE + TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void shouldBeginWithTheFirstFailure() {
        assertTrue(begins(0));
    }

    @Test
    void shouldGoOnWhileFailuresFollowOneAnother() {
        begins(0);

        assertFalse(begins(59));
        assertFalse(begins(118));
    }

    @Test
    void shouldBeginAnewAfterAQuietMinute() {
        begins(0);
        begins(10);

        assertTrue(begins(70));
    }
}
