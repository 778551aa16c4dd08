package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.store.StoreContext;

class DiskStoreContextTest {
    private final FakeDeviceContext device = new FakeDeviceContext();
    private final List<Runnable> ticks = new ArrayList<>();
    private final DiskStoreContext context = new DiskStoreContext(
            device,
            new Readiness(device),
            task -> {
                ticks.add(task);
                return () -> ticks.remove(task);
            },
            new ProvisioningThreshold(device, 9));
    private int looks;

    private void tick() {
        ticks.forEach(Runnable::run);
    }

    @Test
    void shouldLookOnTheDevicesContextOncePerTick() {
        context.watch(() -> looks++);

        tick();
        assertEquals(0, looks);
        device.runAll();
        tick();
        device.runAll();

        assertEquals(2, looks);
    }

    @Test
    void shouldNotPileUpLooksWhileTheContextIsBusy() {
        context.watch(() -> looks++);

        tick();
        tick();
        tick();
        device.runAll();

        assertEquals(1, looks);
    }

    @Test
    void shouldGoOnAfterALookThatFailed() {
        context.watch(() -> {
            looks++;
            throw new IllegalStateException("a bug");
        });

        tick();
        device.runAll();
        tick();
        device.runAll();

        assertEquals(2, looks);
    }

    @Test
    void shouldNotLookAnyMoreWhenClosed() {
        StoreContext.Watch watch = context.watch(() -> looks++);
        tick();

        watch.close();
        device.runAll();
        tick();

        assertEquals(0, looks);
        assertEquals(List.of(), ticks);
    }

    @Test
    void shouldPassOnWhatTheStoreSays() {
        context.resized();
        context.lost("the cable is out");
        assertEquals(1, device.changes);
        assertEquals("the cable is out", device.reason);

        context.found();
        assertNull(device.notReady);
    }
}
