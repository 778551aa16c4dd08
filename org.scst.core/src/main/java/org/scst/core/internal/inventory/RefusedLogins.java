package org.scst.core.internal.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.scst.core.admin.EventKind;
import org.scst.core.internal.event.Events;
import org.scst.core.target.LoginRefusal;

/**
 * Tells the operator of refused logins without filling the journal with them: of those of one initiator at one address for one cause the
 * first at once, then only how many more there were, after ten seconds, and each time after twice as long while it goes on. One that
 * tries again all day is so an event in five minutes. Strangers choose names and addresses, so only so many are told apart.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, under which nothing is called; numbers are told on the control thread.
 */
final class RefusedLogins {
    /** Refusals that are told apart; further ones by their status only. */
    static final int MOST = 16;

    /** Of these, from one address. */
    static final int MOST_OF_ADDRESS = 4;

    private static final long FIRST_SECONDS = 10;
    private static final long LONGEST_SECONDS = 320;

    private final Events events;
    private final ScheduledExecutorService control;
    private final Map<Likeness, Repetition> running = new HashMap<>();

    private final Map<Status, LongAdder> counted = new ConcurrentHashMap<>();

    /** A driver's status code: there are few of them, and strangers do not choose their words. */
    private record Status(String driver, String status) {}

    /** What equal refusals have in common; what is empty differs among them. */
    private record Likeness(String driver, String initiator, String address, String status, String cause) {
        /** The same, where an address has too many. */
        Likeness ofAddress() {
            return new Likeness(driver, "", address, status, "");
        }

        /** The same, where there are too many in all. */
        Likeness ofStatus() {
            return new Likeness(driver, "", "", status, "");
        }
    }

    /** What has come since it was last told. */
    private static final class Repetition {
        private long seconds = FIRST_SECONDS;
        private long more;
        private LoginRefusal last;
    }

    RefusedLogins(Events events, ScheduledExecutorService control) {
        this.events = events;
        this.control = control;
    }

    /** A driver has refused one; callable on any thread. */
    void refused(String driver, LoginRefusal refusal) {
        counted.computeIfAbsent(new Status(driver, refusal.status()), status -> new LongAdder())
                .increment();
        if (first(driver, refusal)) {
            String who = refusal.initiator().isEmpty() ? "an initiator without a name" : refusal.initiator();
            post(
                    driver,
                    "The login of " + who + " from " + refusal.address() + " was refused: " + refusal.cause(),
                    refusal,
                    1);
        }
    }

    /** How many there were, by driver and status. */
    Map<String, Map<String, Long>> counts() {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        counted.forEach((status, count) ->
                counts.computeIfAbsent(status.driver, driver -> new TreeMap<>()).put(status.status, count.sum()));
        return counts;
    }

    private synchronized boolean first(String driver, LoginRefusal refusal) {
        Likeness likeness = place(
                new Likeness(driver, refusal.initiator(), host(refusal.address()), refusal.status(), refusal.cause()));
        Repetition known = running.get(likeness);
        if (known != null) {
            known.more++;
            known.last = refusal;
            return false;
        }
        Repetition begun = new Repetition();
        running.put(likeness, begun);
        awaitEnd(likeness, begun);
        return true;
    }

    /** As it is, or with others of its address or of its status. */
    private Likeness place(Likeness exact) {
        if (running.containsKey(exact)) {
            return exact;
        }
        if (running.size() >= MOST) {
            return exact.ofStatus();
        }
        long ofAddress = running.keySet().stream()
                .filter(other -> other.address.equals(exact.address))
                .count();
        return ofAddress >= MOST_OF_ADDRESS ? exact.ofAddress() : exact;
    }

    /** Without the port, which is another one each time. */
    private static String host(String address) {
        return address.replaceFirst(":[0-9]+$", "");
    }

    private void awaitEnd(Likeness likeness, Repetition repetition) {
        try {
            control.schedule(() -> ended(likeness), repetition.seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException stopped) {
            running.remove(likeness); // the mid-layer has stopped: nobody posts any more
        }
    }

    private void ended(Likeness likeness) {
        LoginRefusal last;
        long more;
        long seconds;
        synchronized (this) {
            Repetition repetition = running.get(likeness);
            more = repetition.more;
            seconds = repetition.seconds;
            last = repetition.last;
            if (more == 0) {
                running.remove(likeness);
                return;
            }
            repetition.more = 0;
            repetition.seconds = Math.min(2 * seconds, LONGEST_SECONDS);
            awaitEnd(likeness, repetition);
        }
        post(
                likeness.driver,
                more + (more == 1 ? " more login" : " more logins") + words(likeness) + " refused in " + seconds
                        + " s: " + last.cause(),
                new LoginRefusal(last.target(), likeness.initiator, likeness.address, last.status(), last.cause()),
                more);
    }

    private static String words(Likeness likeness) {
        return (likeness.initiator.isEmpty() ? "" : " of " + likeness.initiator)
                + (likeness.address.isEmpty() ? " from further addresses" : " from " + likeness.address);
    }

    private void post(String driver, String message, LoginRefusal refusal, long count) {
        events.post(
                EventKind.LOGIN_REFUSED,
                message,
                driver,
                refusal.target(),
                refusal.initiator(),
                refusal.address(),
                refusal.status(),
                refusal.cause(),
                count);
    }
}
