package org.scst.iscsi.internal.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.scst.iscsi.internal.limit.LimitCounters;

/**
 * Decides which trouble before login is told in the log, so that a port scanner does not fill it: of one address every cause
 * once in an interval, and few causes; the rest is counted and told as a number when the interval ends.
 *
 * <p>What an initiator does that has logged in is not judged here: there each line is somebody's lost session.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, which is taken when connections fail. <i>Ownership:</i> {@link #close} takes
 * its timers off the clock.
 */
public final class BadPeers implements AutoCloseable {
    /** What one address may say in different words within an interval. */
    static final int MOST_CAUSES = 4;

    /** Addresses that are told apart; all others share one place. */
    static final int MOST_ADDRESSES = 32;

    private static final String OTHERS = "further addresses";

    private final ScheduledExecutorService clock;
    private final Duration interval;
    private final Consumer<String> log;
    private final AtomicLong defects = new AtomicLong();
    private final LimitCounters limits = new LimitCounters();
    private final Map<String, Interval> running = new HashMap<>();
    private boolean closed;

    /** What one address has done since its first trouble. */
    private static final class Interval {
        private final Set<String> told = new HashSet<>();
        private long untold;
        private ScheduledFuture<?> end;
    }

    /**
     * @param clock ends the intervals
     * @param interval how long an address is remembered
     * @param log takes the line about what was not told
     */
    public BadPeers(ScheduledExecutorService clock, Duration interval, Consumer<String> log) {
        this.clock = clock;
        this.interval = interval;
        this.log = log;
    }

    /** Counts again after {@link #close}. */
    public synchronized void open() {
        closed = false;
    }

    /** Whether this trouble with {@code peer} is to be told now; otherwise it is counted. */
    public synchronized boolean tells(SocketAddress peer, String cause) {
        if (closed) {
            return true;
        }
        String address = place(peer);
        Interval interval = running.get(address);
        if (interval == null) {
            interval = begin(address);
        }
        if (interval.told.contains(cause) || interval.told.size() == MOST_CAUSES) {
            interval.untold++;
            return false;
        }
        return interval.told.add(cause);
    }

    /** A connection ends because of a defect of ours, whoever found it. */
    void defect() {
        defects.incrementAndGet();
    }

    /** How many connections have ended because of one. */
    public long defects() {
        return defects.get();
    }

    /** How often connections have exceeded a limit. */
    public LimitCounters limits() {
        return limits;
    }

    private String place(SocketAddress peer) {
        InetAddress address = peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
        String text = address == null ? String.valueOf(peer) : address.getHostAddress();
        return running.containsKey(text) || running.size() < MOST_ADDRESSES ? text : OTHERS;
    }

    private Interval begin(String address) {
        Interval begun = new Interval();
        running.put(address, begun);
        begun.end = clock.schedule(() -> end(address), interval.toMillis(), TimeUnit.MILLISECONDS);
        return begun;
    }

    private synchronized void end(String address) {
        Interval ended = running.remove(address);
        if (ended != null && ended.untold > 0) {
            log.accept(ended.untold + " more connections from " + address + " ended before login in the last "
                    + interval.toSeconds() + " s");
        }
    }

    /** Tells what was counted, and forgets everything. */
    @Override
    public synchronized void close() {
        closed = true;
        for (String address : Set.copyOf(running.keySet())) {
            running.get(address).end.cancel(false);
            end(address);
        }
    }
}
