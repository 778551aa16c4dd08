package org.scst.core.internal.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FenceTest {

    private final List<String> calls = new ArrayList<>();
    private final Fence fence = new Fence();

    @Test
    void shouldLetInWhileOpen() {
        assertTrue(fence.tryEnter(0));
        assertTrue(fence.tryEnter(63));
        assertEquals(2, fence.inside());
    }

    @Test
    void shouldRefuseWhileClosedAndLetInWhenOpenedAgain() {
        fence.close(() -> calls.add("drained"));
        assertTrue(fence.closed());
        assertFalse(fence.tryEnter(5));
        assertEquals(0, fence.inside());
        fence.open();
        assertFalse(fence.closed());
        assertTrue(fence.tryEnter(5));
    }

    @Test
    void shouldTellAtOnceWhenNobodyIsInside() {
        fence.close(() -> calls.add("drained"));
        assertEquals(List.of("drained"), calls);
    }

    @Test
    void shouldTellWhenTheLastHasLeft() {
        fence.tryEnter(1);
        fence.tryEnter(2);
        fence.close(() -> calls.add("drained"));
        fence.leave(1);
        assertEquals(List.of(), calls);
        fence.leave(2);
        assertEquals(List.of("drained"), calls);
    }

    @Test
    void shouldTellNestedClosersInTheirOrderAndStayClosedUntilAllHaveOpened() {
        fence.tryEnter(1);
        fence.close(() -> calls.add("first"));
        fence.close(() -> calls.add("second"));
        fence.leave(1);
        assertEquals(List.of("first", "second"), calls);
        fence.open();
        assertFalse(fence.tryEnter(1));
        fence.open();
        assertTrue(fence.tryEnter(1));
    }

    @Test
    void shouldTellOtherClosersWhenACallbackFails() {
        fence.tryEnter(1);
        fence.close(() -> {
            throw new IllegalArgumentException("fault");
        });
        fence.close(() -> calls.add("second"));
        assertThrows(IllegalArgumentException.class, () -> fence.leave(1));
        assertEquals(List.of("second"), calls);
    }

    @Test
    void shouldTellAgainWhenClosedAgain() {
        for (int i = 0; i < 3; i++) {
            fence.close(() -> calls.add("drained"));
            fence.open();
        }
        assertEquals(3, calls.size());
    }

    @Test
    void shouldRefuseToOpenBeforeDrained() {
        fence.tryEnter(1);
        fence.close(() -> calls.add("drained"));
        assertThrows(IllegalStateException.class, fence::open);
        assertTrue(fence.closed());
    }

    @Test
    void shouldRefuseToOpenWhatIsNotClosed() {
        assertThrows(IllegalStateException.class, fence::open);
    }

    @Test
    void shouldRefuseALeaveWithoutAnEnter() {
        assertThrows(IllegalStateException.class, () -> fence.leave(3));
        assertEquals(0, fence.inside());
    }

    @Test
    void shouldForgetAWithdrawnCloseAndOpen() {
        Runnable whenDrained = () -> calls.add("drained");
        fence.tryEnter(1);
        fence.close(whenDrained);
        assertTrue(fence.withdraw(whenDrained));
        assertTrue(fence.tryEnter(1));
        fence.leave(1);
        fence.leave(1);
        assertEquals(List.of(), calls);
    }

    @Test
    void shouldKeepOtherClosersWhenOneWithdraws() {
        Runnable withdrawn = () -> calls.add("withdrawn");
        fence.tryEnter(1);
        fence.close(() -> calls.add("first"));
        fence.close(withdrawn);
        fence.close(() -> calls.add("last"));
        assertTrue(fence.withdraw(withdrawn));
        fence.leave(1);
        assertEquals(List.of("first", "last"), calls);
        fence.open();
        assertTrue(fence.closed());
        fence.open();
        assertFalse(fence.closed());
    }

    @Test
    void shouldNotWithdrawWhatWasTold() {
        Runnable whenDrained = () -> calls.add("drained");
        fence.close(whenDrained);
        assertFalse(fence.withdraw(whenDrained));
        assertTrue(fence.closed());
        fence.open();
        assertFalse(fence.withdraw(whenDrained));
    }

    @Test
    void shouldOpenByItselfAfterAGracePeriod() {
        fence.tryEnter(1);
        fence.awaitGrace(() -> calls.add("passed"));
        assertFalse(fence.tryEnter(2));
        fence.leave(1);
        assertEquals(List.of("passed"), calls);
        assertTrue(fence.tryEnter(2));
    }

    @Test
    void shouldStayClosedAfterAGracePeriodWhileAnotherHasClosed() {
        fence.close(() -> calls.add("drained"));
        fence.awaitGrace(() -> calls.add("passed"));
        assertEquals(List.of("drained", "passed"), calls);
        assertFalse(fence.tryEnter(1));
    }
}
