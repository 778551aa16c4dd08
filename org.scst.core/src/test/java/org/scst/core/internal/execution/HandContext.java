package org.scst.core.internal.execution;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.scst.testkit.HandExecutor;

/**
 * A device's context without threads: the test says when its work runs.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class HandContext implements BlockingContext {
    private final HandExecutor work = new HandExecutor();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private boolean shutdown;
    private int batches;

    @Override
    public void execute(Runnable command) {
        submit(new Single(command));
    }

    @Override
    public void submit(Work head) {
        if (shutdown) {
            throw new RejectedExecutionException("shut down");
        }
        batches++;
        work.execute(() -> {
            Work next = head;
            while (next != null) {
                Work current = next;
                next = current.next();
                current.next(null);
                current.run();
            }
        });
    }

    /** Runs what waits; returns how many batches ran. */
    public int run() {
        int ran = work.run();
        if (shutdown) {
            terminated.complete(null);
        }
        return ran;
    }

    /** Batches that wait. */
    public int waiting() {
        return work.waiting();
    }

    /** Batches ever submitted. */
    public int batches() {
        return batches;
    }

    /** Whether it was shut down. */
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public void shutdown() {
        shutdown = true;
        if (work.waiting() == 0) {
            terminated.complete(null);
        }
    }

    @Override
    public CompletionStage<Void> terminated() {
        return terminated;
    }
}
