package org.scst.iscsi.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.testkit.Trials;

class ConnectionMemoryTest {
    private final MemoryLimit all = new MemoryLimit("all", 1000, null);
    private final MemoryLimit target = new MemoryLimit("target", 600, all);

    private ConnectionMemory session(long most, long floor) {
        ConnectionMemory memory = new ConnectionMemory(all);
        assertTrue(memory.enter(target, most, floor));
        return memory;
    }

    @Test
    void shouldCountAtEveryLevelAndGiveAllBack() {
        ConnectionMemory memory = session(500, 0);
        assertTrue(memory.take(300));
        assertEquals(300, target.used());
        assertEquals(300, all.used());
        memory.giveBack(100);
        assertEquals(200, all.used());
        memory.release();
        assertEquals(0, target.used());
        assertEquals(0, all.used());
    }

    @Test
    void shouldRefuseWhatExceedsTheSessionTheTargetOrAll() {
        ConnectionMemory first = session(500, 0);
        ConnectionMemory second = session(500, 0);
        assertFalse(first.take(501));
        assertTrue(first.take(500));
        assertFalse(second.take(101), "the target has 600");
        assertTrue(second.take(100));
        ConnectionMemory stranger = new ConnectionMemory(all);
        assertTrue(stranger.take(400));
        assertFalse(stranger.take(1), "all have 1000");
        assertEquals(600, target.used());
        assertEquals(1000, all.used());
    }

    @Test
    void shouldLeaveHalfToOthersOfWhatIsMerelyFaster() {
        ConnectionMemory fast = session(600, 100);
        assertTrue(fast.takeSpare(300), "half of the target's");
        assertFalse(fast.takeSpare(1));
        assertEquals(300, all.used(), "what was refused is not counted");
        for (int login = 0; login < 3; login++) {
            session(600, 100);
        }
        assertTrue(fast.take(0));
        fast.giveBack(250);
        assertTrue(fast.takeSpare(50), "its own floor, though the rest is gone");
    }

    @Test
    void shouldHaveItsFloorThoughOthersUsedUpTheRest() {
        ConnectionMemory good = session(500, 200);
        ConnectionMemory bad = session(500, 100);
        assertTrue(bad.take(400));
        assertFalse(bad.take(1));
        assertTrue(good.take(200), "its own floor");
        assertFalse(good.take(1));
        good.giveBack(200);
        assertEquals(600, target.used(), "the floor stays taken");
        assertFalse(new ConnectionMemory(all).enter(target, 500, 50), "no room for one more");
    }

    @Test
    void shouldTakeWithItWhatItHeldBeforeLogin() {
        ConnectionMemory memory = new ConnectionMemory(all);
        memory.takeAnyway(32);
        assertEquals(32, all.used());
        assertTrue(memory.enter(target, 500, 100));
        assertEquals(100, all.used());
        memory.giveBack(32);
        memory.release();
        assertEquals(0, all.used());
        assertEquals(0, target.used());
    }

    @Test
    void shouldHoldWhatCannotBeDoneWithoutBeyondItsLimits() {
        ConnectionMemory memory = session(100, 0);
        memory.takeAnyway(700);
        assertEquals(700, target.used());
        assertFalse(memory.take(1));
        memory.giveBack(700);
        assertEquals(0, all.used());
    }

    @Test
    void shouldNeverLoseAByteWhateverHappens() {
        Trials.each(300, values -> {
            List<ConnectionMemory> sessions = new ArrayList<>();
            for (int count = 0; count < 3; count++) {
                ConnectionMemory memory = new ConnectionMemory(all);
                sessions.add(memory);
                memory.enter(target, 300, 50);
            }
            for (int step = 0; step < 40; step++) {
                ConnectionMemory memory = sessions.get(values.number(0, 2));
                int bytes = values.number(0, 199);
                switch (values.number(0, 2)) {
                    case 0 -> memory.take(bytes);
                    case 1 -> memory.takeAnyway(bytes / 10);
                    default -> memory.giveBack(Math.min(bytes, memory.used()));
                }
            }
            sessions.forEach(ConnectionMemory::release);
            assertEquals(0, all.used());
            assertEquals(0, target.used());
        });
    }
}
