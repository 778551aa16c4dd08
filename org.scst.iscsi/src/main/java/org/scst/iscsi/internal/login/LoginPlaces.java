package org.scst.iscsi.internal.login;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.scst.iscsi.internal.limit.Limit;
import org.scst.iscsi.internal.limit.LimitCounters;

/**
 * The places of connections that have not logged in to a target: so many in all, so many of one address. Whoever opens connections
 * and does not log in keeps nobody else out: a newcomer that finds no place at all is given that of another for which the target has
 * nothing to do, the oldest of the address that holds too many, or of all; a login takes an initiator a moment, so that is none in
 * earnest. Within one address only the silent and the discovering make room: who logs in many sessions at once must not disturb his
 * own logins.
 *
 * <p><i>Threading:</i> thread-safe by its monitor, which is held while no foreign code runs.
 */
public final class LoginPlaces {
    /** An address that holds no more than this part of what one may hold is as good as one with a single place. */
    private static final int FEW = 4;

    private final Supplier<LoginLimits> limits;
    private final Set<Place> taken = new LinkedHashSet<>();
    private final Map<String, Integer> byAddress = new HashMap<>();
    private final LimitCounters exceeded;

    /** What a connection has shown of itself. */
    private enum Standing {
        /** It has sent no Login Request. */
        SILENT,
        /** A discovery session. */
        DISCOVERING,
        /** The initiator owes the next Login Request. */
        LOGGING_IN,
        /** The target owes the answer to one. */
        ANSWERED_SOON
    }

    /**
     * @param limits in force at the time
     * @param exceeded is told of each connection that has to go
     */
    public LoginPlaces(Supplier<LoginLimits> limits, LimitCounters exceeded) {
        this.limits = limits;
        this.exceeded = exceeded;
    }

    /** One connection's place. */
    public final class Place {
        private final String address;
        private final Consumer<String> end;
        private Standing standing = Standing.SILENT;

        private Place(String address, Consumer<String> end) {
            this.address = address;
            this.end = end;
        }

        /** A Login Request has come, and was answered. */
        void loggingIn() {
            standing(Standing.LOGGING_IN);
        }

        /** A Login Request waits for its answer: until then the place is kept. */
        void answeredSoon() {
            standing(Standing.ANSWERED_SOON);
        }

        /** A discovery session has begun. */
        void discovering() {
            standing(Standing.DISCOVERING);
        }

        private void standing(Standing next) {
            synchronized (LoginPlaces.this) {
                standing = next;
            }
        }

        /** The connection has logged in, or is gone; a second time it does nothing. */
        void giveBack() {
            remove(this);
        }
    }

    /**
     * Takes a place, perhaps of another connection.
     *
     * @param end ends the connection with the cause when its place is needed for another; called on any thread
     * @return {@code null} when there is none: every connection logs in just now
     */
    Place take(SocketAddress peer, Consumer<String> end) {
        Place place = new Place(address(peer), end);
        Place loser = enter(place);
        if (loser == null) {
            return place;
        }
        loser.end.accept(cause(loser));
        return place.equals(loser) ? null : place;
    }

    /** How many are taken. */
    public synchronized int taken() {
        return taken.size();
    }

    /** How many the address holds that holds most. */
    public synchronized int mostOfAddress() {
        return byAddress.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private synchronized String cause(Place loser) {
        return switch (loser.standing) {
            case SILENT -> "too many connections log in, and this one has sent nothing";
            case DISCOVERING -> "too many connections log in, and this discovery session is the oldest";
            case LOGGING_IN, ANSWERED_SOON -> "too many connections log in at the same time";
        };
    }

    /** Who has to go for it: nobody, another, or itself. */
    private synchronized Place enter(Place place) {
        LoginLimits now = limits.get();
        Place loser = null;
        if (byAddress.getOrDefault(place.address, 0) >= now.placesPerAddress()) {
            exceeded.exceeded(Limit.MAX_LOGINS_PER_ADDRESS);
            loser = least(place.address);
        } else if (taken.size() >= now.places()) {
            exceeded.exceeded(Limit.MAX_LOGINS);
            loser = least(null);
        } else {
            return add(place);
        }
        if (loser == null) {
            place.standing = Standing.ANSWERED_SOON;
            return place;
        }
        remove(loser);
        add(place);
        return loser;
    }

    private Place add(Place place) {
        taken.add(place);
        byAddress.merge(place.address, 1, Integer::sum);
        return null;
    }

    private synchronized void remove(Place place) {
        if (taken.remove(place)) {
            byAddress.computeIfPresent(place.address, (address, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Who makes room, in the order of age: of equals the oldest. */
    private Place least(String address) {
        Place least = null;
        for (Place place : taken) {
            if (candidate(place, address) && (least == null || held(place) > held(least))) {
                least = place;
            }
        }
        return least;
    }

    private static boolean candidate(Place place, String address) {
        return switch (place.standing) {
            case SILENT, DISCOVERING -> address == null || place.address.equals(address);
            case LOGGING_IN -> address == null;
            case ANSWERED_SOON -> false;
        };
    }

    /** How much its address holds beyond what an initiator with several sessions may: a few are none the worse. */
    private int held(Place place) {
        int count = byAddress.get(place.address);
        return count > limits.get().placesPerAddress() / FEW ? count : 0;
    }

    private static String address(SocketAddress peer) {
        return peer instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : String.valueOf(peer);
    }
}
