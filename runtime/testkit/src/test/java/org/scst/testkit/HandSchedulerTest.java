package org.scst.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandSchedulerTest {
    private final HandScheduler scheduler = new HandScheduler(new HandClock());
    private final List<String> ran = new ArrayList<>();

    @Test
    void shouldRunTimedTasksInTheOrderOfTheirTimeWhenThatHasCome() throws Exception {
        ScheduledFuture<Integer> later = scheduler.schedule(() -> ran.size(), 2, TimeUnit.SECONDS);
        scheduler.schedule(() -> ran.add("first"), 1, TimeUnit.SECONDS);
        scheduler.advance(Duration.ofSeconds(1));
        assertFalse(later.isDone());
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(1, later.get());
    }

    @Test
    void shouldRepeatAPeriodicTaskUntilItIsCancelled() {
        ScheduledFuture<?> task = scheduler.scheduleWithFixedDelay(() -> ran.add("again"), 1, 1, TimeUnit.SECONDS);
        for (int i = 0; i < 3; i++) {
            scheduler.advance(Duration.ofSeconds(1));
        }
        assertEquals(3, ran.size());
        task.cancel(false);
        scheduler.advance(Duration.ofSeconds(1));
        assertEquals(3, ran.size());
    }

    @Test
    void shouldFailTheTestWhenATaskFails() {
        scheduler.schedule(
                () -> {
                    throw new IllegalStateException("as asked");
                },
                1,
                TimeUnit.SECONDS);
        assertThrows(AssertionError.class, () -> scheduler.advance(Duration.ofSeconds(1)));
    }

    @Test
    void shouldRefuseTasksAfterItsShutdownAndForgetThoseThatWait() {
        scheduler.schedule(() -> ran.add("late"), 1, TimeUnit.SECONDS);
        scheduler.shutdown();
        scheduler.advance(Duration.ofSeconds(1));
        assertTrue(ran.isEmpty());
        assertThrows(RejectedExecutionException.class, () -> scheduler.execute(() -> {}));
        assertThrows(RejectedExecutionException.class, () -> scheduler.schedule(() -> {}, 1, TimeUnit.SECONDS));
    }
}
