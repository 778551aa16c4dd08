package org.scst.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A control thread without a thread: tasks run when the test says so, timed ones when it has moved the clock far enough. A task
 * that fails, fails the test.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class HandScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final HandClock clock;
    private final HandExecutor now = new HandExecutor();
    private final List<Timed<?>> later = new ArrayList<>();
    private boolean shutdown;

    /** @param clock moved by {@link #advance} */
    public HandScheduler(HandClock clock) {
        this.clock = clock;
    }

    /** Runs what waits, timed tasks that are due included; returns how many tasks ran. */
    public int run() {
        int ran = now.run();
        for (Optional<Timed<?>> due = due(); due.isPresent(); due = due()) {
            later.remove(due.get());
            due.get().run();
            ran += 1 + now.run();
        }
        return ran;
    }

    private Optional<Timed<?>> due() {
        return later.stream()
                .filter(task -> task.at - clock.getAsLong() <= 0)
                .min(Comparator.comparingLong(task -> task.at));
    }

    /** Moves the clock, then runs what waits and is due. */
    public void advance(Duration by) {
        clock.advance(by);
        run();
    }

    @Override
    public void execute(Runnable command) {
        if (shutdown) {
            throw new RejectedExecutionException("shut down");
        }
        now.execute(command);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(new Timed<>(Executors.callable(command), unit.toNanos(delay), 0));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(new Timed<>(callable, unit.toNanos(delay), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(command, initial, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        return add(new Timed<>(Executors.callable(command), unit.toNanos(initial), unit.toNanos(delay)));
    }

    private <V> Timed<V> add(Timed<V> task) {
        if (shutdown) {
            throw new RejectedExecutionException("shut down");
        }
        later.add(task);
        return task;
    }

    @Override
    public void shutdown() {
        shutdown = true;
        later.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown && now.waiting() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    /** A task with its time; a periodic one comes back until it is cancelled. */
    private final class Timed<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
        private final long period;
        private long at;
        private Throwable failure;

        /** @param period in nanoseconds; 0: it runs once */
        Timed(Callable<V> task, long delay, long period) {
            super(task);
            this.at = clock.getAsLong() + delay;
            this.period = period;
        }

        @Override
        public void run() {
            if (!isPeriodic()) {
                super.run();
            } else if (runAndReset() && !shutdown) {
                at = clock.getAsLong() + period;
                later.add(this);
            }
            if (failure != null) {
                throw new AssertionError("a task has failed", failure);
            }
        }

        @Override
        protected void setException(Throwable thrown) {
            failure = thrown;
            super.setException(thrown);
        }

        @Override
        public boolean isPeriodic() {
            return period > 0;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - clock.getAsLong(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
