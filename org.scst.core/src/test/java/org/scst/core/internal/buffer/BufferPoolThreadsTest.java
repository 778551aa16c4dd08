package org.scst.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that share slots, release one another's buffers and trim: with memory filled at each step, a buffer granted twice shows. */
@Timeout(120)
class BufferPoolThreadsTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 5_000;

    private final Budget total = new Budget(1 << 20, null);
    private final BufferPool pool = new BufferPool(AnonymousMemory::new, true, true);
    private final BlockingQueue<PoolBuffer> handedOver = new ArrayBlockingQueue<>(64);

    @Test
    void shouldGrantNoMemoryTwiceAndCreditEveryRelease() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                ends.add(CompletableFuture.runAsync(() -> work(number), threads));
            }
            for (CompletableFuture<Void> end : ends) {
                end.get();
            }
        }
        for (PoolBuffer left = handedOver.poll(); left != null; left = handedOver.poll()) {
            verifyAndRelease(left);
        }
        assertEquals(0, pool.outstanding());
        assertEquals(List.of(), pool.outstandingGrants());
        assertEquals(0, total.reserved());
        assertTrue(total.peak() <= total.limit(), () -> "peak " + total.peak());
        pool.statistics().forEach(figures -> assertEquals(0, figures.granted(), figures::toString));
        pool.close();
    }

    private void work(int number) {
        Budget device = new Budget(512 << 10, total);
        for (int round = 0; round < ROUNDS; round++) {
            PoolBuffer buffer = pool.grant(number % 2, 8 + (round * 997 + number) % 20_000, device);
            if (buffer != null) {
                buffer.setInt(0, number * ROUNDS + round);
                buffer.setInt(buffer.capacity() - 4, number * ROUNDS + round);
                exchange(buffer);
            }
            if (round % 1000 == 0) {
                pool.trim(round * 1_000_000_000L);
            }
        }
        assertTrue(device.peak() <= device.limit(), () -> "peak " + device.peak());
    }

    /** Hands a buffer over and ends one that another thread, perhaps, has handed over. */
    private void exchange(PoolBuffer buffer) {
        if (!handedOver.offer(buffer)) {
            verifyAndRelease(buffer);
        }
        PoolBuffer other = handedOver.size() > 32 ? handedOver.poll() : null;
        if (other != null) {
            verifyAndRelease(other);
        }
    }

    private static void verifyAndRelease(PoolBuffer buffer) {
        assertEquals(buffer.getInt(0), buffer.getInt(buffer.capacity() - 4));
        buffer.release();
    }
}
