package org.scst.core.internal.logicalunit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTaskSetTest {
    private final List<String> turns = new ArrayList<>();
    private int woken;
    private final SharedTaskSet set = new SharedTaskSet(() -> woken++);

    private final class Named implements SharedTaskSet.Member {
        private final String name;
        private final boolean ordered;

        Named(String name, boolean ordered) {
            this.name = name;
            this.ordered = ordered;
        }

        @Override
        public boolean ordered() {
            return ordered;
        }

        @Override
        public void turnHasCome() {
            turns.add(name);
        }
    }

    private Named await(String name, boolean ordered) {
        Named member = new Named(name, ordered);
        set.await(member);
        return member;
    }

    @Test
    void shouldLetSimpleCommandsPassFreely() {
        assertTrue(set.enterFreely(0));
        assertTrue(set.enterFreely(1));
        set.leaveFreely(1);
        set.leaveFreely(0);
    }

    @Test
    void shouldGiveAnOrderedCommandItsTurnWhenAllBeforeHaveLeft() {
        set.enterFreely(0);
        set.enterFreely(1);
        Named ordered = await("O", true);
        assertFalse(set.enterFreely(0));
        set.leaveFreely(0);
        assertEquals(List.of(), turns);
        set.leaveFreely(1);
        assertEquals(List.of("O"), turns);
        assertFalse(set.enterFreely(0));
        set.leave(ordered);
        assertTrue(set.enterFreely(0));
    }

    @Test
    void shouldOpenAgainWhileThoseWhoWaitedGoOnAndCountThemForTheNext() {
        Named ordered = await("O", true);
        Named simple = await("S", false);
        set.leave(ordered);
        assertEquals(List.of("O", "S"), turns);
        assertTrue(set.enterFreely(0));
        Named next = await("P", true);
        set.leaveFreely(0);
        assertEquals(List.of("O", "S"), turns);
        set.leave(simple);
        assertEquals(List.of("O", "S", "P"), turns);
        set.leave(next);
    }

    @Test
    void shouldOpenWhenTheOnlyOneThatWaitsGivesUp() {
        set.enterFreely(0);
        Named ordered = await("O", true);
        set.leave(ordered);
        set.leaveFreely(0);
        assertTrue(set.enterFreely(0));
        assertEquals(List.of(), turns);
    }

    @Test
    void shouldWakeAllWhenTheLastHeadOfQueueCommandHasLeft() {
        set.headOfQueueCame();
        set.headOfQueueCame();
        set.headOfQueueLeft();
        assertTrue(set.hasHeadOfQueue());
        assertEquals(0, woken);
        set.headOfQueueLeft();
        assertFalse(set.hasHeadOfQueue());
        assertEquals(1, woken);
    }

    @Test
    void shouldBeBlockedByTheFirstFaultedNexusUntilThatIsCleared() {
        set.fault("a");
        set.fault("b");
        assertSame("a", set.faulted());
        set.cleared("b");
        assertSame("a", set.faulted());
        set.cleared("a");
        assertNull(set.faulted());
        assertEquals(1, woken);
    }

    // Whatever comes and goes

    /** Who is there, in the order of coming. */
    private final List<Present> present = new ArrayList<>();

    private record Present(Named member, boolean free, boolean ordered) {}

    private void comes(String name, boolean ordered) {
        boolean free = !ordered && set.enterFreely(0);
        present.add(new Present(free ? null : await(name, ordered), free, ordered));
    }

    private void leaves(int index) {
        Present gone = present.remove(index);
        if (gone.free) {
            set.leaveFreely(0);
        } else {
            set.leave(gone.member);
        }
    }

    /** An ORDERED command has its turn as the oldest one only, a SIMPLE one with no older ORDERED; and none that may is left out. */
    private void verifyTurns() {
        boolean orderedBefore = false;
        for (int i = 0; i < present.size(); i++) {
            Present each = present.get(i);
            boolean mayRun = each.ordered ? i == 0 : !orderedBefore;
            boolean runs = each.free || turns.contains(each.member.name);
            assertEquals(mayRun, runs, "at " + i + " of " + present);
            orderedBefore |= each.ordered;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKeepTheOrderWhateverComesAndGoes(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 1000; step++) {
            if (random.nextInt(100) < 48 && !present.isEmpty()) {
                leaves(random.nextInt(present.size()));
            } else {
                comes(Integer.toString(step), random.nextInt(4) == 0);
            }
            verifyTurns();
        }
        while (!present.isEmpty()) {
            leaves(random.nextInt(present.size()));
            verifyTurns();
        }
        assertTrue(set.enterFreely(0));
    }
}
