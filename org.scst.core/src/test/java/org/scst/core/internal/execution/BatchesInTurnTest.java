package org.scst.core.internal.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches that would only wait for one another run one at a time, without keeping anything else from running. */
@Timeout(120)
class BatchesInTurnTest {
    private final ThreadLimit limit = new ThreadLimit(64);
    private final DeviceExecution execution = new DeviceExecution("disk", 8, limit);
    private final List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void shouldLeaveNoThreadBehind() throws Exception {
        release.countDown();
        execution.shutdown();
        execution.terminated().toCompletableFuture().get();
        assertEquals(0, limit.threads());
    }

    @Test
    void shouldRunOneAtATimeInOrderHoweverManyAreSubmitted() throws Exception {
        CountDownLatch done = new CountDownLatch(1000);
        List<Integer> expected = new ArrayList<>();
        for (int number = 0; number < 1000; number++) {
            int own = number;
            expected.add(number);
            execution.submit(new InTurn(() -> {
                assertEquals(1, running.incrementAndGet());
                order.add(own);
                running.decrementAndGet();
                done.countDown();
            }));
        }
        done.await();
        assertEquals(expected, order);
    }

    @Test
    void shouldLetOtherWorkRunMeanwhileAndWakeNobodyForWhatWaits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        execution.submit(new InTurn(() -> {
            begun.countDown();
            await(release);
        }));
        begun.await();
        for (int i = 0; i < 10; i++) {
            execution.submit(new InTurn(() -> order.add(1)));
        }
        assertEquals(1, execution.threads());
        CountDownLatch other = new CountDownLatch(1);
        execution.execute(other::countDown);
        other.await();
        assertEquals(List.of(), order);
    }

    @Test
    void shouldNotKeepTheOnlyThreadFromOtherWork() throws Exception {
        DeviceExecution single = new DeviceExecution("single", 1, limit);
        CountDownLatch done = new CountDownLatch(3);
        single.submit(new InTurn(() -> await(release)));
        single.submit(new InTurn(() -> arrive(2, done)));
        single.execute(() -> arrive(1, done));
        single.submit(new InTurn(() -> arrive(3, done)));
        release.countDown();
        done.await();
        assertEquals(List.of(1, 2, 3), order);
        single.shutdown();
        single.terminated().toCompletableFuture().get();
    }

    @Test
    void shouldPassTheTurnOnAfterWorkThatFailed() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        execution.submit(new InTurn(() -> {
            throw new IllegalStateException("fault");
        }));
        execution.submit(new InTurn(done::countDown));
        done.await();
    }

    @Test
    void shouldRunWhatWaitedWhenItWasShutDown() throws Exception {
        execution.submit(new InTurn(() -> await(release)));
        execution.submit(new InTurn(() -> order.add(1)));
        execution.submit(new InTurn(() -> order.add(2)));
        execution.shutdown();
        assertThrows(RejectedExecutionException.class, () -> execution.submit(new InTurn(() -> order.add(3))));
        release.countDown();
        execution.terminated().toCompletableFuture().get();
        assertEquals(List.of(1, 2), order);
        assertTrue(execution.idle());
    }

    private void arrive(int number, CountDownLatch done) {
        order.add(number);
        done.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private record InTurn(Runnable action) implements Work {
        @Override
        public void run() {
            action.run();
        }

        @Override
        public boolean inTurn() {
            return true;
        }

        @Override
        public Work next() {
            return null;
        }

        @Override
        public void next(Work work) {
            assertEquals(null, work);
        }
    }
}
