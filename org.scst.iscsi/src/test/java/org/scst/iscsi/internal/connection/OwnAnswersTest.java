package org.scst.iscsi.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.memory.ConnectionMemory;
import org.scst.iscsi.internal.memory.MemoryLimit;

class OwnAnswersTest {
    private final MemoryLimit limit = new MemoryLimit("limit", 1000, null);
    private final OwnAnswers answers = new OwnAnswers(new ConnectionMemory(limit));

    @Test
    void shouldRefuseWhenTooMuchWasNotTaken() {
        for (int queued = 0; queued < 1000; queued += 100) {
            assertTrue(answers.add(100, queued, 0));
        }
        assertFalse(answers.add(100, 1000, 0));
        assertEquals(1000, limit.used());
    }

    @Test
    void shouldGoOnForEverWhenAnswersAreTakenALittleLate() {
        for (int queued = 0; queued < 1_000_000; queued += 100) {
            assertTrue(answers.add(100, queued, Math.max(0, queued - 300)), "after " + queued);
        }
    }

    @Test
    void shouldHoldNothingOnceAllWasTaken() {
        answers.add(100, 0, 0);
        answers.add(100, 100, 0);
        answers.settle(200, 200);
        assertEquals(0, limit.used());
    }
}
