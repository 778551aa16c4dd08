package org.scst.core.internal.nexus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Persistent reservations once more, as plainly as the standard tells them: an array of keys, a holder, a type. It shares nothing
 * with what it is compared to.
 *
 * <p><i>Threading:</i> confined to the test.
 */
final class ReservationModel {
    static final String GOOD = "GOOD";
    static final String CONFLICT = "RESERVATION_CONFLICT";
    static final String INVALID_LIST = "26/00";
    static final String INVALID_CDB = "24/00";
    static final String INVALID_RELEASE = "26/04";
    static final String PREEMPTED = "2a/03";
    static final String RELEASED = "2a/04";
    static final String REGISTRATIONS_PREEMPTED = "2a/05";

    final long[] keys;
    final List<List<String>> attentions = new ArrayList<>();
    int type;
    int holder = -1;
    int generation;

    ReservationModel(int initiators) {
        keys = new long[initiators];
        for (int i = 0; i < initiators; i++) {
            attentions.add(new ArrayList<>());
        }
    }

    private boolean allHold() {
        return type == 7 || type == 8;
    }

    boolean holds(int who) {
        return type != 0 && (allHold() ? keys[who] != 0 : holder == who);
    }

    private boolean letIn(int who) {
        return type == 0 || holds(who) || type >= 5 && keys[who] != 0;
    }

    boolean mayRead(int who) {
        return letIn(who) || type == 1 || type == 5 || type == 7;
    }

    boolean mayWrite(int who) {
        return letIn(who);
    }

    private void tell(String condition, IntPredicate whom) {
        for (int i = 0; i < keys.length; i++) {
            if (whom.test(i) && !attentions.get(i).contains(condition)) {
                attentions.get(i).add(condition);
            }
        }
    }

    /** Takes registrations away; whoever was the last to hold the reservation takes that along. */
    private void remove(IntPredicate whom) {
        for (int i = 0; i < keys.length; i++) {
            if (whom.test(i)) {
                keys[i] = 0;
            }
        }
        boolean anyLeft = false;
        for (long key : keys) {
            anyLeft |= key != 0;
        }
        if (allHold() ? !anyLeft : holder >= 0 && keys[holder] == 0) {
            type = 0;
            holder = -1;
        }
    }

    String register(int who, boolean ignoring, long key, long next) {
        if (!ignoring && key != keys[who]) {
            return CONFLICT;
        }
        if (keys[who] == 0 && next == 0) {
            return GOOD;
        }
        generation++;
        if (next != 0) {
            keys[who] = next;
            return GOOD;
        }
        int before = type;
        remove(i -> i == who);
        if (type == 0 && before >= 5) {
            tell(RELEASED, i -> i != who && keys[i] != 0);
        }
        return GOOD;
    }

    private boolean isRegistrant(int who, long key) {
        return keys[who] != 0 && keys[who] == key;
    }

    private void hold(int who, int next) {
        type = next;
        holder = next >= 7 ? -1 : who;
    }

    String reserve(int who, long key, int next) {
        if (!isRegistrant(who, key)) {
            return CONFLICT;
        }
        if (type == 0) {
            hold(who, next);
            return GOOD;
        }
        return holds(who) && type == next ? GOOD : CONFLICT;
    }

    String release(int who, long key, int which) {
        if (!isRegistrant(who, key)) {
            return CONFLICT;
        }
        if (!holds(who)) {
            return GOOD;
        }
        if (type != which) {
            return INVALID_RELEASE;
        }
        if (type >= 5) {
            tell(RELEASED, i -> i != who && keys[i] != 0);
        }
        type = 0;
        holder = -1;
        return GOOD;
    }

    String clear(int who, long key) {
        if (!isRegistrant(who, key)) {
            return CONFLICT;
        }
        tell(PREEMPTED, i -> i != who && keys[i] != 0);
        remove(i -> true);
        generation++;
        return GOOD;
    }

    String preempt(int who, long key, int next, long victim) {
        if (!isRegistrant(who, key)) {
            return CONFLICT;
        }
        if (victim == 0 && !allHold()) {
            return INVALID_LIST;
        }
        boolean everybody = victim == 0;
        if (everybody || holder >= 0 && keys[holder] == victim) {
            int before = type;
            long[] old = keys.clone();
            type = 0;
            holder = -1;
            remove(i -> i != who && (everybody || old[i] == victim));
            hold(who, next);
            tell(REGISTRATIONS_PREEMPTED, i -> old[i] != 0 && keys[i] == 0);
            if (before != next) {
                tell(RELEASED, i -> i != who && keys[i] != 0);
            }
            generation++;
            return GOOD;
        }
        long[] old = keys.clone();
        boolean any = false;
        for (long one : old) {
            any |= one == victim;
        }
        if (!any) {
            return CONFLICT;
        }
        remove(i -> old[i] == victim);
        tell(REGISTRATIONS_PREEMPTED, i -> i != who && old[i] == victim);
        generation++;
        return GOOD;
    }

    String move(int who, long key, int to, long next, boolean unregister) {
        if (!isRegistrant(who, key)) {
            return CONFLICT;
        }
        if (type == 0) {
            return INVALID_CDB;
        }
        if (allHold() || holder != who) {
            return CONFLICT;
        }
        if (next == 0 || to == who) {
            return INVALID_LIST;
        }
        keys[to] = next;
        holder = to;
        if (unregister) {
            keys[who] = 0;
        }
        generation++;
        return GOOD;
    }
}
