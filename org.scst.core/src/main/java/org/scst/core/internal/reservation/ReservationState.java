package org.scst.core.internal.reservation;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The registrations and the persistent reservation of one logical unit at one moment; a change makes a new one (SPC-4,
 * Reservations).
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param generation PRGENERATION
 * @param persistent whether they outlive a loss of power, as the last registration said (APTPL)
 * @param keys reservation key by registrant, in the order of registration
 * @param type of the persistent reservation; {@code null} when there is none
 * @param holder who holds it; {@code null} when there is none, or when all registrants hold it
 */
public record ReservationState(
        int generation, boolean persistent, Map<Registrant, Long> keys, ReservationType type, Registrant holder) {

    /** Nobody has registered since power on. */
    public static final ReservationState NONE = new ReservationState(0, false, Map.of(), null, null);

    /**
     * Copies its arguments.
     *
     * @throws IllegalArgumentException when no service actions lead to such a state
     */
    public ReservationState {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        boolean oneHolds = type != null && !type.allRegistrants();
        if (oneHolds != (holder != null)) {
            throw new IllegalArgumentException(type + " held by " + holder);
        }
        if (holder != null && !keys.containsKey(holder) || type != null && keys.isEmpty()) {
            throw new IllegalArgumentException("reserved by who is not registered");
        }
        if (keys.containsValue(0L)) {
            throw new IllegalArgumentException("registered with a key of zero");
        }
    }

    /** Whether nobody is registered, and so nothing reserved. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Who is registered, in the order of registration. */
    public List<Registrant> registrants() {
        return List.copyOf(keys.keySet());
    }

    /** Whether this I_T nexus is registered; {@code null} is not. */
    public boolean registered(Registrant registrant) {
        return keys.containsKey(registrant);
    }

    /** Whether it is registered with this key. */
    public boolean registered(Registrant registrant, long key) {
        Long own = keys.get(registrant);
        return own != null && own == key;
    }

    /** Those registered with a key. */
    public List<Registrant> registeredWith(long key) {
        return keys.keySet().stream()
                .filter(registrant -> registered(registrant, key))
                .toList();
    }

    /** Whether it holds the persistent reservation, alone or with all. */
    public boolean holds(Registrant registrant) {
        return type != null && (type.allRegistrants() ? registered(registrant) : holder.equals(registrant));
    }

    /** The key under which the persistent reservation is held: zero when all registrants hold it, or nobody does. */
    public long holdersKey() {
        return holder == null ? 0 : keys.get(holder);
    }

    /** What the persistent reservation leaves to an I_T nexus; {@code null} for one that cannot be registered. */
    public Access access(Registrant registrant) {
        if (type == null || holds(registrant) || type.sharedByRegistrants() && registered(registrant)) {
            return Access.EVERYTHING;
        }
        return type.writeExclusive() ? Access.WITHOUT_WRITES : Access.WITHOUT_MEDIUM;
    }

    /** With these registered under a key, some of them perhaps anew. */
    public ReservationState with(Collection<Registrant> registrants, long key) {
        Map<Registrant, Long> next = new LinkedHashMap<>(keys);
        registrants.forEach(registrant -> next.put(registrant, key));
        return new ReservationState(generation, persistent, next, type, holder);
    }

    /** Without these; what the last holder among them held is released. */
    public ReservationState without(Collection<Registrant> registrants) {
        Map<Registrant, Long> next = new LinkedHashMap<>(keys);
        next.keySet().removeAll(registrants);
        boolean kept = type != null && (type.allRegistrants() ? !next.isEmpty() : next.containsKey(holder));
        return new ReservationState(generation, persistent, next, kept ? type : null, kept ? holder : null);
    }

    /** Reserved by this registrant, or by all if the type says so. */
    public ReservationState reserved(ReservationType by, Registrant registrant) {
        return new ReservationState(generation, persistent, keys, by, by.allRegistrants() ? null : registrant);
    }

    /** With nothing reserved. */
    public ReservationState released() {
        return new ReservationState(generation, persistent, keys, null, null);
    }

    /** One service action later that PRGENERATION counts. */
    public ReservationState counted() {
        return generation(generation + 1);
    }

    /** With another PRGENERATION. */
    public ReservationState generation(int next) {
        return new ReservationState(next, persistent, keys, type, holder);
    }

    /** With another APTPL. */
    public ReservationState persistent(boolean throughPowerLoss) {
        return new ReservationState(generation, throughPowerLoss, keys, type, holder);
    }
}
