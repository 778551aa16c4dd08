package org.scst.passthru.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.scst.passthru.internal.device.Ways;
import org.scst.passthru.internal.discovery.ScsiBus;
import org.scst.passthru.internal.discovery.ScsiDevice;
import org.scst.passthru.internal.generic.BsgDevice;
import org.scst.passthru.internal.generic.Claim;
import org.scst.passthru.internal.generic.DeviceClaim;
import org.scst.passthru.internal.generic.ScsiGeneric;
import org.scst.passthru.internal.generic.SgDevice;

/**
 * The devices of this machine, and a clock that begins with the first listener.
 *
 * <p><i>Threading:</i> thread-safe. Owns the clock's thread.
 */
final class MachineWays implements Ways, AutoCloseable {
    /** For a device that no block device stands for: what every adapter takes. */
    private static final int MODEST_TRANSFER = 64 * 1024;

    private final ScsiBus bus;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("scst-passthru-watch").daemon().factory());

    MachineWays(ScsiBus bus) {
        this.bus = bus;
    }

    @Override
    public ScsiDevice find(String choice) throws IOException {
        return bus.find(choice);
    }

    @Override
    public ScsiGeneric open(ScsiDevice device, boolean blockGeneric, String name) throws IOException {
        return blockGeneric
                ? BsgDevice.open(
                        bus.blockGeneric(device),
                        bus.largestTransfer(device, MODEST_TRANSFER),
                        bus.entry(device),
                        bus.generic(device))
                : SgDevice.open(bus.generic(device), name);
    }

    @Override
    public Claim claim(ScsiDevice device, Duration patience) throws IOException {
        return DeviceClaim.take(
                bus.generic(device), () -> bus.blockDevice(device), () -> bus.tapeDevices(device), patience);
    }

    @Override
    public Beat everySecond(Runnable task) {
        try {
            ScheduledFuture<?> beats = timer.scheduleWithFixedDelay(task, 1, 1, TimeUnit.SECONDS);
            return () -> beats.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {}; // it was still opening while the bundle stopped: core closes it next
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
