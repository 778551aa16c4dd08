package org.scst.core.internal.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class PaddedCellsTest {

    private final PaddedCells cells = new PaddedCells(4);

    @Test
    void shouldCountEachCounterByItself() {
        cells.increment(0);
        cells.increment(3);
        cells.increment(3);
        assertEquals(1, cells.count(0));
        assertTrue(cells.zero(1));
        assertTrue(cells.zero(2));
        assertEquals(2, cells.count(3));
        assertTrue(cells.decrement(0));
        assertTrue(cells.zero(0));
        assertFalse(cells.decrement(0));
        assertEquals(-1, cells.count(0));
    }

    @Test
    void shouldLoseNoCountOfThreadsThatShareACounter() {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 100_000; i++) {
                        cells.increment(1);
                        cells.increment(2);
                        cells.decrement(2);
                    }
                });
            }
        }
        assertEquals(400_000, cells.count(1));
        assertTrue(cells.zero(2));
    }

    @Test
    void shouldLoseNoChangeOfTheClosureByThreadsAtTheSameTime() {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 1000; i++) {
                        cells.updateClosure(seen -> Closure.closedAgain(seen, () -> {}));
                        cells.updateClosure(Closure::drained);
                        cells.updateClosure(Closure::openedOnce);
                    }
                });
            }
        }
        assertNull(cells.closure());
        assertFalse(cells.closed());
    }

    @Test
    void shouldReplaceOnlyTheVeryClosureThatWasSeen() {
        Closure seen = cells.updateClosure(before -> Closure.closedAgain(before, () -> {}));
        Closure like = seen.drained();
        assertFalse(cells.replaceClosure(like, null));
        assertSame(seen, cells.closure());
        assertTrue(cells.closed());
        assertTrue(cells.replaceClosure(seen, like));
        assertSame(like, cells.closure());
    }
}
