package org.scst.core.internal.event;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.scst.core.admin.EventKind;
import org.scst.core.admin.EventProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of an event from where it happens to Event Admin: a bounded queue, emptied on the control thread. What strangers can
 * cause is limited in number, everything is limited in length.
 *
 * <p><i>Threading:</i> thread-safe; {@link #post} takes a lock under which nothing is called, and hands over.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int MOST_WAITING = 16_384;
    /** As long as nobody takes them: Event Admin may come a moment after the first events. */
    private static final int MOST_UNTAKEN = 256;

    private static final int BURST = 50;
    private static final int PER_SECOND = 5;

    private final Executor control;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final ArrayDeque<Posted> waiting = new ArrayDeque<>();
    private final Map<EventKind, RateLimit> limits = new EnumMap<>(EventKind.class);
    private final LongAdder dropped = new LongAdder();
    private volatile EventSink sink;
    private boolean emptying;

    private record Posted(EventKind kind, Map<String, Object> properties) {}

    /** @param control where Event Admin is called */
    public Events(Executor control, InstantSource clock, LongSupplier nanoClock) {
        this.control = control;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /** Event Admin has come. */
    public void sink(EventSink arrived) {
        sink = arrived;
        handOver();
    }

    /** It is gone; another may have come meanwhile. */
    public void sinkLeft(EventSink left) {
        if (sink == left) {
            sink = null;
        }
    }

    /** Monotonic nanoseconds. */
    public long nanos() {
        return nanoClock.getAsLong();
    }

    /** Events that found the queue full, or that Event Admin has not taken. */
    public long dropped() {
        return dropped.sum();
    }

    /**
     * Posts an event.
     *
     * @param message one sentence
     * @param values as {@link EventKind#describe} wants them
     */
    public void post(EventKind kind, String message, Object... values) {
        long suppressed = kind.limited() ? admit(kind) : 0;
        if (suppressed >= 0) {
            Map<String, Object> properties = kind.describe(clock.millis(), message, values);
            if (kind.limited()) {
                properties.put(EventProperty.SUPPRESSED.name(), suppressed);
            }
            if (enqueue(kind, properties)) {
                handOver();
            }
        }
    }

    /** How many like it were left out before it; -1 when it is one too many itself, which costs nothing more. */
    private synchronized long admit(EventKind kind) {
        long now = nanoClock.getAsLong();
        RateLimit limit = limits.computeIfAbsent(kind, k -> new RateLimit(BURST, PER_SECOND, now));
        return limit.passes(now) ? limit.takeSuppressed() : -1;
    }

    private void handOver() {
        try {
            control.execute(this::empty);
        } catch (RejectedExecutionException stopped) {
            // The mid-layer has stopped: nobody posts any more.
        }
    }

    /** Whether the queue is to be emptied by the caller's doing. */
    private synchronized boolean enqueue(EventKind kind, Map<String, Object> properties) {
        if (waiting.size() >= (sink == null ? MOST_UNTAKEN : MOST_WAITING)) {
            dropped.increment();
            return false;
        }
        waiting.add(new Posted(kind, properties));
        boolean first = !emptying;
        emptying = true;
        return first;
    }

    private synchronized Posted next() {
        Posted next = sink == null ? null : waiting.poll();
        emptying = next != null;
        return next;
    }

    private void empty() {
        for (Posted next = next(); next != null; next = next()) {
            EventSink to = sink;
            if (to != null) {
                post(to, next);
            }
        }
    }

    /** One that Event Admin does not take, as when it is about to leave, must not keep back those to come. */
    private void post(EventSink to, Posted event) {
        try {
            to.post(event.kind().topic(), event.properties());
        } catch (RuntimeException e) {
            dropped.increment();
            LOG.debug("Event Admin has not taken {}", event.kind().topic(), e);
        }
    }
}
