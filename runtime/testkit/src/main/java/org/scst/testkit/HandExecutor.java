package org.scst.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * An event loop without a thread: the test says when what was handed to it runs.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class HandExecutor implements Executor {
    private static final int ENDLESS = 1_000_000;
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable command) {
        waiting.add(command);
    }

    /** How many tasks wait. */
    public int waiting() {
        return waiting.size();
    }

    /** Runs the oldest task; returns whether there was one. */
    public boolean runOne() {
        Runnable task = waiting.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs until nothing waits; returns how many tasks ran. */
    public int run() {
        int ran = 0;
        while (runOne()) {
            ran++;
            if (ran > ENDLESS) {
                throw new AssertionError("tasks beget tasks without end");
            }
        }
        return ran;
    }
}
