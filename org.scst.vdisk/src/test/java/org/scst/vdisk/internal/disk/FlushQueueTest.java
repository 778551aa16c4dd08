package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.store.FlushFailedException;

class FlushQueueTest {
    private final FakeDeviceContext context = new FakeDeviceContext();
    private final MemoryStore store = new MemoryStore(512);
    private final FlushQueue queue = new FlushQueue(store::flush, context.executor());
    private final List<String> heard = new ArrayList<>();

    private void join(String who) {
        queue.join(
                failure -> heard.add(who + " after " + store.calls.size() + " " + (failure == null ? "good" : "bad")));
    }

    @Test
    void shouldServeAllWhoJoinedWithOneFlush() {
        join("a");
        join("b");
        join("c");

        context.runAll();

        assertEquals(List.of("a after 1 good", "b after 1 good", "c after 1 good"), heard);
    }

    @Test
    void shouldJoinTheNextFlushWhileOneIsRunning() {
        store.duringFlush = () -> {
            store.duringFlush = () -> {};
            join("late");
        };
        join("early");

        context.runAll();

        assertEquals(List.of("early after 1 good", "late after 2 good"), heard);
    }

    @Test
    void shouldFlushAgainForWhoeverComesAfterTheLast() {
        join("a");
        context.runAll();
        join("b");
        context.runAll();

        assertEquals(List.of("a after 1 good", "b after 2 good"), heard);
    }

    @Test
    void shouldTellAFailureToAllWhoJoinedAndToNobodyElse() {
        store.failure = new FlushFailedException("lost", null);
        store.duringFlush = () -> {};
        join("a");
        join("b");
        context.runAll();
        store.failure = null;
        join("c");
        context.runAll();

        assertEquals(List.of("a after 1 bad", "b after 1 bad", "c after 2 good"), heard);
    }

    @Test
    void shouldLetNobodyWaitForEverWhenTheStoreCannotBeLoaded() {
        store.duringFlush = () -> {
            throw new NoClassDefFoundError("gone with its revision");
        };
        join("a");

        context.runAll();

        assertEquals(List.of("a after 1 bad"), heard);
    }

    @Test
    void shouldTellAnUnforeseenFailureToo() {
        store.duringFlush = () -> {
            throw new IllegalStateException("a bug");
        };
        join("a");

        context.runAll();

        assertEquals(List.of("a after 1 bad"), heard);
    }

    @Test
    void shouldFlushOnTheThreadThatWaits() throws IOException {
        queue.flush();

        assertEquals(List.of("flush"), store.calls);
        assertNull(context.submitted.poll());
    }

    @Test
    void shouldNotWaitForTheExecutorWhenSomebodyJoinedThroughIt() throws IOException {
        join("a");

        queue.flush();

        assertEquals(List.of("a after 1 good"), heard);
    }

    @Test
    void shouldThrowWhatWentWrongAtTheThreadThatWaits() {
        FlushFailedException failure = new FlushFailedException("lost", null);
        store.failure = failure;

        assertSame(failure, assertThrows(IOException.class, queue::flush));
    }
}
