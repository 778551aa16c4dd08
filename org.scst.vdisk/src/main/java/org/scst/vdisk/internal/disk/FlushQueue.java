package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Everybody who wants a disk's writes made durable: whoever comes joins the next flush, never a running one, for that one may
 * have passed over the newest writes already. One flush serves all who joined it, and its error goes to all of them.
 *
 * <p><i>Threading:</i> thread-safe without a lock: whoever finds no flush running may run the next one, and looks again for
 * newcomers after it.
 */
final class FlushQueue {
    private final Flush flush;
    private final Executor executor;
    private final ConcurrentLinkedQueue<Waiter> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    /** Makes everything durable that was written before; blocks. */
    @FunctionalInterface
    interface Flush {
        void run() throws IOException;
    }

    /** Learns how the flush went that it joined. Called on the device's context; must not block. */
    @FunctionalInterface
    interface Waiter {
        /**
         * @param failure {@code null} when everything written before joining is durable
         */
        void flushed(IOException failure);
    }

    /**
     * @param executor the device's context, where flushes run
     */
    FlushQueue(Flush flush, Executor executor) {
        this.flush = flush;
        this.executor = executor;
    }

    /** Joins the next flush; returns at once. */
    void join(Waiter waiter) {
        waiting.add(waiter);
        if (!running.get()) {
            executor.execute(this::run);
        }
    }

    /** Joins the next flush and waits for it; on the device's context only. */
    void flush() throws IOException {
        CompletableFuture<IOException> done = new CompletableFuture<>();
        waiting.add(done::complete);
        // Not by the executor, whose threads may all be waiting here.
        run();
        IOException failure = done.join();
        if (failure != null) {
            throw failure;
        }
    }

    private void run() {
        while (!waiting.isEmpty() && running.compareAndSet(false, true)) {
            try {
                serve();
            } finally {
                running.set(false);
            }
        }
    }

    private void serve() {
        List<Waiter> joined = new ArrayList<>();
        for (Waiter waiter = waiting.poll(); waiter != null; waiter = waiting.poll()) {
            joined.add(waiter);
        }
        if (!joined.isEmpty()) {
            IOException failure = flushOnce();
            joined.forEach(waiter -> waiter.flushed(failure));
        }
    }

    private IOException flushOnce() {
        try {
            flush.run();
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException | Error e) { // whatever it is, those who joined must not wait for ever
            return new IOException("the store failed in an unforeseen way: " + e, e);
        }
    }
}
