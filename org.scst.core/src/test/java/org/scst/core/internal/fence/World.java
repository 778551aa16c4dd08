package org.scst.core.internal.fence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that threads share at one moment of a schedule: the fence's cells, and what an observer knows who sees every step at
 * once.
 *
 * @param counters the cells' counters
 * @param closure the cells' closure
 * @param inside who is inside
 * @param owners closers that were told that the fence is drained and have not begun to open it
 * @param closed closers whose close has returned and who have not begun to open
 * @param told who was told
 * @param late who attempts to enter, and found somebody among {@code closed} then and at every moment since
 * @param awaited who was inside when somebody began to wait for a grace period, and still is
 */
record World(
        List<Long> counters,
        Closure closure,
        Set<String> inside,
        Set<String> owners,
        Set<String> closed,
        Set<String> told,
        Set<String> late,
        Set<String> awaited) {

    static World open(int counters) {
        Set<String> nobody = Set.of();
        return new World(Collections.nCopies(counters, 0L), null, nobody, nobody, nobody, nobody, nobody, nobody);
    }

    World withCounter(int index, long value) {
        List<Long> changed = new ArrayList<>(counters);
        changed.set(index, value);
        return new World(List.copyOf(changed), closure, inside, owners, closed, told, late, awaited);
    }

    World withClosure(Closure by) {
        return new World(counters, by, inside, owners, closed, told, late, awaited);
    }

    World attempts(String who) {
        Set<String> nowLate = closed.isEmpty() ? late : with(late, who);
        return new World(counters, closure, inside, owners, closed, told, nowLate, awaited);
    }

    World refused(String who) {
        return new World(counters, closure, inside, owners, closed, told, without(late, who), awaited);
    }

    World enters(String who) {
        require(owners.isEmpty(), who + " is inside what belongs to " + owners);
        require(!late.contains(who), who + " was let in although the fence was closed before it came");
        return new World(counters, closure, with(inside, who), owners, closed, told, late, awaited);
    }

    World leaves(String who) {
        return new World(counters, closure, without(inside, who), owners, closed, told, late, without(awaited, who));
    }

    World closeReturned(String who) {
        // Told, and opened in the callback, before its close returned: it is over.
        boolean over = told.contains(who) && !owners.contains(who);
        return over ? this : new World(counters, closure, inside, owners, with(closed, who), told, late, awaited);
    }

    World told(String who) {
        require(inside.isEmpty(), who + " is told that the fence is drained, but inside are " + inside);
        require(!told.contains(who), who + " is told twice");
        return new World(counters, closure, inside, with(owners, who), closed, with(told, who), late, awaited);
    }

    World opens(String who) {
        Set<String> stillClosed = without(closed, who);
        Set<String> stillLate = stillClosed.isEmpty() ? Set.of() : late;
        return new World(counters, closure, inside, without(owners, who), stillClosed, told, stillLate, awaited);
    }

    World withdraws(String who) {
        require(!told.contains(who), who + " is told and withdraws");
        return new World(counters, closure, inside, owners, closed, with(told, who), late, awaited);
    }

    /** A grace period begins. There must be one only. */
    World awaitsGrace() {
        return new World(counters, closure, inside, owners, closed, told, late, inside);
    }

    World graceOver(String who) {
        require(awaited.isEmpty(), "the grace period is over, but inside are still " + awaited);
        require(!told.contains(who), who + " is told twice");
        return new World(counters, closure, inside, owners, closed, with(told, who), late, awaited);
    }

    void verifyAtRest(Set<String> closers) {
        require(told.equals(closers), "told were " + told + " and not all of " + closers);
        require(counters.stream().allMatch(counter -> counter == 0), "counters stay at " + counters);
        require(closure == null, "the fence stays closed");
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static Set<String> with(Set<String> set, String who) {
        Set<String> more = new HashSet<>(set);
        more.add(who);
        return Set.copyOf(more);
    }

    private static Set<String> without(Set<String> set, String who) {
        Set<String> fewer = new HashSet<>(set);
        fewer.remove(who);
        return Set.copyOf(fewer);
    }
}
