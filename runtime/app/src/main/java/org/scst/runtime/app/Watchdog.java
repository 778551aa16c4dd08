package org.scst.runtime.app;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Tells the service manager that the platform lives, but only what was seen: in each round every thread without which nobody
 * is served is asked, and the word is given when all of them have answered.
 *
 * <p>Rounds begin at half of the manager's limit. Who leaves in the middle of one (a bundle that is updated) owes no answer, who
 * comes owes one, and a round does not end while a kind of thread is missing.
 *
 * <p><i>Threading:</i> confined to one thread, its own in {@link #start}.
 */
final class Watchdog {
    private static final Set<String> NEEDED = Set.of(Heartbeat.CONTROL, Heartbeat.LOOP);
    private static final long LONGEST_LOOK_MILLIS = 1000;

    private final Supervisor manager;
    private final Supplier<Collection<Heartbeat>> present;
    private final String healthy;
    private final Duration half;
    private final Map<Heartbeat, CompletableFuture<Void>> asked = new HashMap<>();
    private long begun;
    private boolean open;
    private boolean complained;

    /**
     * Prepares.
     *
     * @param limit after which the manager ends the process
     * @param present the threads that there are
     * @param healthy the sentence for the manager when all is well again
     */
    Watchdog(Supervisor manager, Duration limit, Supplier<Collection<Heartbeat>> present, String healthy, long now) {
        this.manager = manager;
        this.half = limit.dividedBy(2);
        this.present = present;
        this.healthy = healthy;
        this.begun = now - half.toNanos();
    }

    /** Watches until the process ends. */
    void start() {
        Thread.ofPlatform().daemon().name("scst-watchdog").start(() -> {
            long pause = Math.clamp(half.toMillis() / 4, 1, LONGEST_LOOK_MILLIS);
            try {
                while (true) {
                    look(System.nanoTime());
                    Thread.sleep(pause);
                }
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * One look at the round; begins one when it is time.
     *
     * @param now nanoseconds of a monotonic clock
     */
    void look(long now) {
        if (!open) {
            if (now - begun < half.toNanos()) {
                return;
            }
            open = true;
            begun = now;
            asked.clear();
        }
        Set<String> silent = silent(present.get());
        if (silent.isEmpty()) {
            open = false;
            manager.alive();
            if (complained) {
                manager.status(healthy);
            }
            complained = false;
        } else if (now - begun >= half.toNanos() / 2) {
            complained = true;
            manager.status("No answer from " + String.join(", ", silent) + " for "
                    + Duration.ofNanos(now - begun).toSeconds() + " s");
        }
    }

    /** Kinds of threads that are missing or owe an answer. */
    private Set<String> silent(Collection<Heartbeat> there) {
        asked.keySet().retainAll(there);
        there.forEach(heartbeat -> asked.computeIfAbsent(heartbeat, Watchdog::ask));
        Set<String> silent = new TreeSet<>(NEEDED);
        silent.removeAll(there.stream().map(Heartbeat::kind).toList());
        asked.forEach((heartbeat, answer) -> {
            if (!answer.isDone() || answer.isCompletedExceptionally()) {
                silent.add(heartbeat.kind());
            }
        });
        return silent;
    }

    private static CompletableFuture<Void> ask(Heartbeat heartbeat) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        try {
            heartbeat.thread().execute(() -> answer.complete(null));
        } catch (RejectedExecutionException ended) {
            answer.completeExceptionally(ended);
        }
        return answer;
    }
}
