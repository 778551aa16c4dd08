package org.scst.core.internal.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.scst.testkit.Eventually;

/** With real threads, which wait for one another on latches only. */
@Timeout(120)
class DeviceExecutionTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final ThreadLimit limit = new ThreadLimit(64);
    private final List<DeviceExecution> executions = new ArrayList<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void shouldLeaveNoThreadBehind() throws Exception {
        release.countDown();
        for (DeviceExecution execution : executions) {
            execution.shutdown();
            execution.terminated().toCompletableFuture().get();
            assertEquals(0, execution.threads());
        }
        assertEquals(0, limit.threads());
    }

    @Test
    void shouldHaveNoThreadBeforeThereIsWork() {
        DeviceExecution execution = execution("disk", 8, limit, LONG);
        assertEquals(0, execution.threads());
        assertTrue(execution.idle());
    }

    @Test
    void shouldRunWorkOnItsOwnNamedDaemonThread() throws Exception {
        DeviceExecution execution = execution("disk", 8, limit, LONG);
        CountDownLatch done = new CountDownLatch(1);
        execution.execute(() -> {
            events.add(Thread.currentThread().getName() + " "
                    + Thread.currentThread().isDaemon());
            done.countDown();
        });
        done.await();
        assertEquals(List.of("scst-disk-1 true"), events);
    }

    @Test
    void shouldRunABatchInOrderOnOneThread() throws Exception {
        DeviceExecution execution = execution("disk", 8, limit, LONG);
        CountDownLatch done = new CountDownLatch(1000);
        execution.submit(batch(1000, number -> {
            events.add(number + Thread.currentThread().getName());
            done.countDown();
        }));
        done.await();
        List<String> expected = new ArrayList<>();
        for (int number = 0; number < 1000; number++) {
            expected.add(number + "scst-disk-1");
        }
        assertEquals(expected, events);
    }

    @Test
    void shouldUnlinkWorkBeforeItRunsSoThatItMayBeSubmittedAgain() throws Exception {
        DeviceExecution execution = execution("disk", 8, limit, LONG);
        CountDownLatch done = new CountDownLatch(3);
        Link[] first = new Link[1];
        first[0] = new Link(() -> {
            events.add("again " + (first[0].next() == null));
            done.countDown();
            if (done.getCount() == 1) {
                execution.submit(first[0]);
            }
        });
        Link second = new Link(() -> {
            events.add("second");
            done.countDown();
            if (done.getCount() == 1) {
                execution.submit(first[0]);
            }
        });
        first[0].next(second);
        execution.submit(first[0]);
        done.await();
        assertEquals(List.of("again true", "second", "again true"), events);
    }

    @Test
    void shouldRunBatchesAtTheSameTimeUpToItsThreads() throws Exception {
        DeviceExecution execution = execution("disk", 3, limit, LONG);
        CountDownLatch three = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            execution.execute(() -> arriveAndWait(three));
        }
        CountDownLatch fourth = new CountDownLatch(1);
        execution.execute(fourth::countDown);
        three.await();
        assertEquals(3, execution.active());
        assertEquals(3, execution.threads());
        assertEquals(1, fourth.getCount());
        assertFalse(execution.idle());
        release.countDown();
        fourth.await();
    }

    @Test
    void shouldBeginWhatWaitsWhenItMayHaveMoreThreads() throws Exception {
        DeviceExecution execution = execution("disk", 1, limit, LONG);
        CountDownLatch four = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            execution.execute(() -> arriveAndWait(four));
        }
        assertEquals(1, execution.threads());
        execution.limit(4);
        four.await();
        assertEquals(4, execution.threads());
    }

    @Test
    void shouldEndThreadsThatAreTooManyOnceTheyHaveNothingToDo() throws Exception {
        DeviceExecution execution = execution("disk", 3, limit, LONG);
        CountDownLatch three = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            execution.execute(() -> arriveAndWait(three));
        }
        three.await();
        execution.limit(1);
        assertEquals(3, execution.threads(), "what runs goes on");
        release.countDown();
        Eventually.holds("threads that are too many have ended", () -> execution.threads() <= 1);
        CountDownLatch last = new CountDownLatch(1);
        execution.execute(last::countDown);
        last.await();
        execution.limit(0);
        CountDownLatch again = new CountDownLatch(3);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            execution.execute(() -> {
                again.countDown();
                await(go);
            });
        }
        again.await();
        assertEquals(3, execution.threads(), "as many as it began with");
        go.countDown();
    }

    @Test
    void shouldEndIdleThreadsThatAreTooMany() throws Exception {
        DeviceExecution execution = execution("disk", 3, limit, LONG);
        CountDownLatch three = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            execution.execute(() -> arriveAndWait(three));
        }
        three.await();
        release.countDown();
        awaitIdle(execution);
        execution.limit(1);
        Eventually.holds("threads that are too many have ended", () -> execution.threads() <= 1);
    }

    @Test
    void shouldBeginWorkInTheOrderOfItsSubmission() throws Exception {
        DeviceExecution execution = execution("disk", 1, limit, LONG);
        CountDownLatch done = new CountDownLatch(100);
        execution.execute(() -> await(release));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String name = "work " + i;
            expected.add(name);
            execution.execute(() -> {
                events.add(name);
                done.countDown();
            });
        }
        release.countDown();
        done.await();
        assertEquals(expected, events);
    }

    @Test
    void shouldUseAnIdleThreadAgain() throws Exception {
        DeviceExecution execution = execution("disk", 8, limit, LONG);
        for (int i = 0; i < 50; i++) {
            CountDownLatch done = new CountDownLatch(1);
            execution.execute(done::countDown);
            done.await();
            awaitIdle(execution);
        }
        assertEquals(1, execution.threads());
    }

    @Test
    void shouldEndThreadsThatHaveNothingToDo() throws Exception {
        DeviceExecution execution = execution("disk", 8, limit, Duration.ofMillis(1));
        Thread thread = threadOf(execution);
        thread.join();
        assertEquals(0, execution.threads());
        assertEquals(0, limit.threads());
        assertNotEquals(thread, threadOf(execution));
    }

    @Test
    void shouldLoseNoWorkThatComesWhileThreadsEnd() throws Exception {
        DeviceExecution execution = execution("disk", 2, limit, Duration.ofNanos(1));
        for (int i = 0; i < 2000; i++) {
            CountDownLatch done = new CountDownLatch(2);
            execution.execute(done::countDown);
            execution.execute(done::countDown);
            assertTrue(done.await(60, TimeUnit.SECONDS), "work was lost");
        }
    }

    @Test
    void shouldGoOnAfterWorkThatFailsOrInterruptsItsThread() throws Exception {
        DeviceExecution execution = execution("disk", 1, limit, LONG);
        CountDownLatch done = new CountDownLatch(1);
        Link failing = new Link(() -> {
            throw new IllegalStateException("fault");
        });
        failing.next(new Link(() -> events.add("batch goes on")));
        execution.submit(failing);
        execution.execute(() -> Thread.currentThread().interrupt());
        execution.execute(() -> {
            events.add("interrupted: " + Thread.currentThread().isInterrupted());
            done.countDown();
        });
        done.await();
        assertEquals(List.of("batch goes on", "interrupted: false"), events);
    }

    @Test
    void shouldRunWhatWasAcceptedBeforeTheShutdownAndNothingAfter() throws Exception {
        DeviceExecution execution = execution("disk", 1, limit, LONG);
        execution.execute(() -> await(release));
        execution.execute(() -> events.add("accepted"));
        execution.shutdown();
        assertThrows(RejectedExecutionException.class, () -> execution.execute(() -> events.add("late")));
        assertFalse(execution.terminated().toCompletableFuture().isDone());
        release.countDown();
        execution.terminated().toCompletableFuture().get();
        assertEquals(List.of("accepted"), events);
    }

    @Test
    void shouldBeTerminatedAtOnceWhenShutDownAtRest() {
        DeviceExecution execution = execution("disk", 1, limit, LONG);
        execution.shutdown();
        assertTrue(execution.terminated().toCompletableFuture().isDone());
    }

    @Test
    void shouldEndIdleThreadsAtOnceWhenShutDown() throws Exception {
        DeviceExecution execution = execution("disk", 1, limit, LONG);
        Thread thread = threadOf(execution);
        awaitIdle(execution);
        execution.shutdown();
        thread.join();
    }

    @Test
    void shouldGiveAnotherDevicesIdleThreadToOneThatHasNone() throws Exception {
        ThreadLimit two = new ThreadLimit(2);
        DeviceExecution first = execution("first", 1, two, LONG);
        DeviceExecution second = execution("second", 1, two, LONG);
        threadOf(first);
        threadOf(second);
        awaitIdle(first);
        awaitIdle(second);
        threadOf(execution("third", 1, two, LONG));
        assertTrue(two.threads() <= 2);
    }

    @Test
    void shouldGiveABusyDevicesThreadToOneThatHasNoneBetweenTwoBatches() throws Exception {
        ThreadLimit two = new ThreadLimit(2);
        DeviceExecution first = execution("first", 8, two, LONG);
        DeviceExecution second = execution("second", 8, two, LONG);
        CountDownLatch arrived = new CountDownLatch(2);
        first.execute(() -> arriveAndWait(arrived));
        second.execute(() -> arriveAndWait(arrived));
        CountDownLatch queued = new CountDownLatch(100);
        for (int i = 0; i < 50; i++) {
            first.execute(queued::countDown);
            second.execute(queued::countDown);
        }
        arrived.await();
        CountDownLatch third = new CountDownLatch(1);
        execution("third", 8, two, LONG).execute(third::countDown);
        assertEquals(1, third.getCount());
        release.countDown();
        third.await();
        queued.await();
    }

    @Test
    void shouldKeepHalfOfAllThreadsForDevicesThatHaveNone() throws Exception {
        ThreadLimit eight = new ThreadLimit(8);
        DeviceExecution hung = execution("hung", 8, eight, LONG);
        CountDownLatch five = new CountDownLatch(5);
        for (int i = 0; i < 20; i++) {
            hung.execute(() -> arriveAndWait(five));
        }
        five.await();
        assertEquals(5, hung.threads());
        for (int i = 0; i < 3; i++) {
            threadOf(execution("other" + i, 8, eight, LONG));
        }
    }

    private DeviceExecution execution(String device, int most, ThreadLimit by, Duration patience) {
        DeviceExecution execution = new DeviceExecution(device, most, by, patience);
        executions.add(execution);
        return execution;
    }

    private static Thread threadOf(DeviceExecution execution) throws InterruptedException {
        Thread[] thread = new Thread[1];
        CountDownLatch done = new CountDownLatch(1);
        execution.execute(() -> {
            thread[0] = Thread.currentThread();
            done.countDown();
        });
        done.await();
        return thread[0];
    }

    /** The last work has ended when its latch opens, but its thread is not yet back. */
    private static void awaitIdle(DeviceExecution execution) throws Exception {
        Eventually.holds("the execution is idle", execution::idle);
    }

    private void arriveAndWait(CountDownLatch arrivals) {
        arrivals.countDown();
        await(release);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Link batch(int length, IntConsumer action) {
        Link head = null;
        for (int number = length - 1; number >= 0; number--) {
            int position = number;
            Link link = new Link(() -> action.accept(position));
            link.next(head);
            head = link;
        }
        return head;
    }

    private static final class Link implements Work {

        private final Runnable action;
        private Work next;

        Link(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            action.run();
        }

        @Override
        public Work next() {
            return next;
        }

        @Override
        public void next(Work work) {
            next = work;
        }
    }
}
