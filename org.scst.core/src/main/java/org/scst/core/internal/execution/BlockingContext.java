package org.scst.core.internal.execution;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Where a device's blocking work runs: its own threads, or in tests nobody's, when the test says so.
 *
 * <p><i>Threading:</i> thread-safe; submitting never blocks.
 */
public interface BlockingContext extends Executor {

    /**
     * Runs a batch, one piece after another, at the same time as other batches.
     *
     * @param head the first of the batch; the others hang on its {@link Work#next()}
     * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}; then nothing of the batch runs
     */
    void submit(Work head);

    /**
     * So many threads at most from now on; what runs on one too many goes on to its end.
     *
     * @param most at least 1; or 0 for as many as it began with
     */
    default void limit(int most) {}

    /** Accepts nothing from now on; what was accepted runs to its end. Returns at once. */
    void shutdown();

    /** Done after {@link #shutdown}, when everything accepted has run. */
    CompletionStage<Void> terminated();
}
