package org.scst.core.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private final Budget total = new Budget(100, null);
    private final Budget device = new Budget(60, total);
    private final Budget otherDevice = new Budget(60, total);
    private final Queue<Runnable> posted = new ArrayDeque<>();
    private final List<String> woken = new ArrayList<>();

    @Test
    void shouldReserveAtEveryLevel() {
        assertTrue(device.tryReserve(40));
        assertEquals(40, device.reserved());
        assertEquals(40, total.reserved());
        device.release(30);
        assertEquals(10, device.reserved());
        assertEquals(10, total.reserved());
        assertEquals(40, total.peak());
    }

    @Test
    void shouldReserveNowhereWhatTheDeviceHasNoRoomFor() {
        assertFalse(device.tryReserve(61));
        assertEquals(0, device.reserved());
        assertEquals(0, total.reserved());
    }

    @Test
    void shouldReserveNowhereWhatAllDevicesHaveNoRoomFor() {
        assertTrue(otherDevice.tryReserve(60));
        assertFalse(device.tryReserve(41));
        assertEquals(0, device.reserved());
        assertEquals(60, total.reserved());
        assertTrue(device.tryReserve(40));
    }

    @Test
    void shouldRefuseToTakeBackMoreThanWasReserved() {
        device.tryReserve(10);
        assertThrows(IllegalStateException.class, () -> device.release(11));
    }

    @Test
    void shouldWakeInTheOrderOfWaitingAsFarAsThereIsRoom() {
        device.tryReserve(60);
        await(device, 20, "first");
        await(device, 30, "second");
        await(device, 11, "third");
        device.release(60);
        assertEquals(2, posted.size());
        assertTrue(device.tryReserve(50));
        runPosted();
        assertEquals(List.of("first", "second"), woken);
        assertEquals(1, total.waiting());
    }

    @Test
    void shouldNotLetASmallOneOvertakeABigOneThatWaitsLonger() {
        device.tryReserve(60);
        await(device, 40, "big");
        await(device, 10, "small");
        device.release(20);
        assertEquals(0, posted.size());
        device.release(20);
        assertEquals(1, posted.size());
    }

    @Test
    void shouldNotLetOneDevicesLackOfRoomHoldUpAnother() {
        device.tryReserve(60);
        await(device, 60, "waits for its device");
        otherDevice.tryReserve(40);
        await(otherDevice, 20, "waits for all devices");
        otherDevice.release(20);
        runPosted();
        assertEquals(List.of("waits for all devices"), woken);
    }

    @Test
    void shouldWakeWhenAnotherDeviceMakesRoom() {
        otherDevice.tryReserve(60);
        assertFalse(device.tryReserve(50));
        device.whenAvailable(posted::add, () -> woken.add("woken"));
        assertEquals(0, posted.size());
        otherDevice.release(10);
        posted.remove().run();
        assertEquals(List.of("woken"), woken);
    }

    @Test
    void shouldWakeAtOnceWhenRoomReturnedAfterTheRefusal() {
        device.tryReserve(60);
        assertFalse(device.tryReserve(10));
        device.release(10);
        device.whenAvailable(posted::add, () -> woken.add("woken"));
        assertEquals(1, posted.size());
    }

    @Test
    void shouldWakeTheNextWhenTheFirstDoesNotWantTheRoomAnyMore() {
        device.tryReserve(60);
        await(device, 60, "first");
        await(device, 60, "second");
        device.release(60);
        assertEquals(1, posted.size());
        posted.remove().run();
        assertEquals(1, posted.size());
        posted.remove().run();
        assertEquals(List.of("first", "second"), woken);
    }

    @Test
    void shouldLetTheWokenWaitAgainWhenSomebodyWasFaster() {
        device.tryReserve(60);
        await(device, 60, "first");
        device.release(60);
        assertTrue(device.tryReserve(1));
        device.whenAvailable(60, posted::add, () -> woken.add("again"));
        posted.remove().run();
        assertEquals(0, posted.size());
        device.release(1);
        posted.remove().run();
        assertEquals(List.of("first", "again"), woken);
    }

    @Test
    void shouldForgetWaitersWhoseExecutorIsShutDownAndWakeThoseBehind() {
        Executor gone = task -> {
            throw new RejectedExecutionException();
        };
        device.tryReserve(60);
        for (int i = 0; i < 10_000; i++) {
            device.whenAvailable(60, gone, () -> woken.add("never"));
        }
        await(device, 60, "last");
        device.release(60);
        posted.remove().run();
        assertEquals(List.of("last"), woken);
        assertEquals(0, total.waiting());
    }

    @Test
    void shouldRefuseAWaitThatCouldNeverEnd() {
        Runnable retry = () -> woken.add("never");
        assertThrows(IllegalArgumentException.class, () -> device.whenAvailable(61, posted::add, retry));
    }

    @Test
    void shouldRefuseAWaitOfWhoWasNotRefused() {
        device.tryReserve(10);
        Runnable retry = () -> woken.add("never");
        assertThrows(IllegalStateException.class, () -> device.whenAvailable(posted::add, retry));
    }

    private void runPosted() {
        for (Runnable next = posted.poll(); next != null; next = posted.poll()) {
            next.run();
        }
    }

    private void await(Budget budget, long bytes, String name) {
        budget.whenAvailable(bytes, posted::add, () -> woken.add(name));
    }
}
