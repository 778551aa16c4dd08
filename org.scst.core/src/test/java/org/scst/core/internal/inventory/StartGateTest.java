package org.scst.core.internal.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.scst.testkit.HandClock;
import org.scst.testkit.HandScheduler;

class StartGateTest {
    private final HandScheduler clock = new HandScheduler(new HandClock());
    private final StartGate gate = new StartGate();

    private CompletableFuture<Boolean> stage() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        gate.stage().thenAccept(answer::complete);
        return answer;
    }

    @Test
    void shouldHoldLoginsUntilItOpens() {
        gate.begin(clock);
        CompletableFuture<Boolean> early = stage();
        assertFalse(early.isDone());
        gate.open();
        assertTrue(early.join());
        assertTrue(gate.isOpen());
        clock.advance(Duration.ofSeconds(11));
        assertTrue(stage().join());
    }

    @Test
    void shouldRefuseLoginsAfterTenSecondsAndTakeThemWhenItOpensLater() {
        gate.begin(clock);
        CompletableFuture<Boolean> early = stage();
        clock.advance(Duration.ofMillis(9_999));
        assertFalse(early.isDone());
        clock.advance(Duration.ofMillis(1));
        assertEquals(false, early.join());
        assertEquals(false, stage().join());
        gate.open();
        assertTrue(stage().join());
    }
}
