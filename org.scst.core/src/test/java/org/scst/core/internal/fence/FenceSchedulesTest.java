package org.scst.core.internal.fence;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.fence.Schedules.Stage;

/**
 * The fence in every order of its steps: a closer is told exactly once and never while somebody is inside; nobody is let in while the
 * fence is closed; no wake-up is lost; afterwards the fence is open and empty. The last tests give it known faults, each of which
 * must be found, so that the others mean something.
 */
class FenceSchedulesTest {

    private Schedules schedules;
    private Fence fence;
    private Gate gate;

    @BeforeEach
    void makeTwoCounters() {
        makeCounters(2);
    }

    private void makeCounters(int size) {
        schedules = new Schedules(size);
        fence = new Fence(schedules);
        gate = Gate.of(fence);
    }

    @Test
    void shouldHoldForTwoThatShareACounterAndOneCloser() {
        makeCounters(1);
        enterer("a", 0);
        enterer("b", 0);
        closer("c");
        walkAtLeast(1_000_000);
    }

    @Test
    void shouldHoldForTwoWithCountersOfTheirOwnAndOneCloser() {
        enterer("a", 0);
        enterer("b", 1);
        closer("c");
        walkAtLeast(1_000_000);
    }

    @Test
    void shouldHoldForTwoWithCountersOfTheirOwnAndTwoClosers() {
        enterer("a", 0);
        enterer("b", 1);
        closer("c");
        closer("d");
        walkAtLeast(1_000_000_000_000L);
    }

    @Test
    void shouldHoldForTwoThatShareACounterAndTwoClosersOneOfWhomOpensInItsCallback() {
        makeCounters(1);
        enterer("a", 0);
        enterer("b", 0);
        closer("c");
        closerThatOpensWhenTold("d");
        walkAtLeast(1_000_000_000_000L);
    }

    @Test
    void shouldHoldForOneThatEntersTwiceAndOneThatClosesTwice() {
        schedules.thread("a", enterAndLeave("a", 0, enterAndLeave("a", 1, null)));
        schedules.expectTold("c");
        schedules.expectTold("d");
        schedules.thread("closer", closeAndOpen("c", closeAndOpen("d", null)));
        walkAtLeast(10_000);
    }

    @Test
    void shouldHoldForTwoAndAGracePeriod() {
        enterer("a", 0);
        enterer("b", 1);
        grace("g");
        walkAtLeast(1_000_000);
    }

    @Test
    void shouldHoldForOneAndAGracePeriodBesideACloser() {
        enterer("a", 0);
        closer("c");
        grace("g");
        walkAtLeast(1_000_000);
    }

    @Test
    void shouldHoldForTwoAndACloserThatWithdraws() {
        enterer("a", 0);
        enterer("b", 1);
        withdrawer("w");
        walkAtLeast(1_000_000);
    }

    @Test
    void shouldHoldForOneAndACloserThatWithdrawsBesideAnother() {
        enterer("a", 0);
        closer("c");
        withdrawer("w");
        walkAtLeast(1_000_000);
    }

    @Test
    void shouldFindAnEntererThatLooksBeforeItCounts() {
        faulty("c is told that the fence is drained, but inside are", cells -> new Gate.Real(fence) {
            @Override
            public boolean tryEnter(int slot) {
                if (cells.closed()) {
                    return false;
                }
                cells.increment(slot);
                return true;
            }
        });
    }

    @Test
    void shouldFindARefusedEntererThatDoesNotLookWhenItTakesItsCountBack() {
        faulty("nobody can go on", cells -> new Gate.Real(fence) {
            @Override
            public boolean tryEnter(int slot) {
                cells.increment(slot);
                if (cells.closed()) {
                    cells.decrement(slot);
                    return false;
                }
                return true;
            }
        });
    }

    @Test
    void shouldFindALeaverThatLooksBeforeItTakesItsCountBack() {
        faulty("nobody can go on", cells -> new Gate.Real(fence) {
            @Override
            public void leave(int slot) {
                boolean closed = cells.closed();
                cells.decrement(slot);
                if (closed) {
                    cells.increment(slot);
                    super.leave(slot);
                }
            }
        });
    }

    @Test
    void shouldFindACloserThatLooksBeforeItCloses() {
        faulty("nobody can go on", cells -> new Gate.Real(fence) {
            @Override
            public void close(Runnable whenDrained) {
                boolean drained = cells.zero(0) && cells.zero(1);
                cells.replaceClosure(
                        null, Closure.closedAgain(null, whenDrained).drained());
                if (drained) {
                    whenDrained.run();
                }
            }
        });
    }

    private void faulty(String expected, Function<Cells, Gate> fault) {
        gate = fault.apply(schedules);
        enterer("a", 0);
        enterer("b", 1);
        closer("c");
        AssertionError found = assertThrows(AssertionError.class, schedules::walk);
        assertTrue(found.getMessage().startsWith(expected), found::getMessage);
    }

    private void walkAtLeast(long expected) {
        BigInteger walked = schedules.walk();
        assertTrue(walked.compareTo(BigInteger.valueOf(expected)) >= 0, () -> "only " + walked + " schedules");
    }

    private void enterer(String name, int slot) {
        schedules.thread(name, enterAndLeave(name, slot, null));
    }

    private Stage enterAndLeave(String name, int slot, Stage then) {
        Stage leave = () -> {
            schedules.before("leaves", world -> world.leaves(name));
            gate.leave(slot);
            return then;
        };
        return () -> {
            schedules.before("attempts", world -> world.attempts(name));
            boolean entered = gate.tryEnter(slot);
            schedules.after(world -> entered ? world.enters(name) : world.refused(name));
            return entered ? leave : then;
        };
    }

    private void closer(String name) {
        schedules.expectTold(name);
        schedules.thread(name, closeAndOpen(name, null));
    }

    private Stage closeAndOpen(String name, Stage then) {
        Stage open = () -> {
            schedules.once(world -> world.told().contains(name), "opens", world -> world.opens(name));
            gate.open();
            return then;
        };
        return () -> {
            gate.close(() -> schedules.after(world -> world.told(name)));
            schedules.after(world -> world.closeReturned(name));
            return open;
        };
    }

    private void closerThatOpensWhenTold(String name) {
        schedules.expectTold(name);
        schedules.thread(name, () -> {
            gate.close(() -> {
                schedules.after(world -> world.told(name));
                schedules.before("opens for " + name, world -> world.opens(name));
                gate.open();
            });
            schedules.after(world -> world.closeReturned(name));
            return null;
        });
    }

    private void grace(String name) {
        schedules.expectTold(name);
        schedules.thread(name, () -> {
            schedules.before("awaits", World::awaitsGrace);
            fence.awaitGrace(() -> schedules.after(world -> world.graceOver(name)));
            return null;
        });
    }

    /** It must be told or withdraw, never both; for the observer a withdrawal counts as having been told. */
    private void withdrawer(String name) {
        schedules.expectTold(name);
        Runnable whenDrained = () -> schedules.after(world -> world.told(name));
        Stage open = () -> {
            schedules.once(world -> world.told().contains(name), "opens", world -> world.opens(name));
            fence.open();
            return null;
        };
        Stage withdraw = () -> {
            boolean withdrawn = fence.withdraw(whenDrained);
            schedules.after(world -> withdrawn ? world.withdraws(name) : world);
            return withdrawn ? null : open;
        };
        schedules.thread(name, () -> {
            fence.close(whenDrained);
            return withdraw;
        });
    }
}
