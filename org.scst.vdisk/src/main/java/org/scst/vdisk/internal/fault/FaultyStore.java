package org.scst.vdisk.internal.fault;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.vdisk.internal.configuration.DeviceProperties;

/**
 * A store with everything around it that the {@code fault_} properties can ask for; they can be changed while it is open, so
 * that what hangs can be let go.
 *
 * <p><i>Threading:</i> thread-safe: the settings are one immutable record behind a volatile.
 */
public final class FaultyStore extends ForwardingStore {
    private final Knobs knobs;
    private final HangingStore hanging;

    private static final class Knobs {
        private volatile FaultSettings settings;

        private Knobs(FaultSettings settings) {
            this.settings = settings;
        }
    }

    private FaultyStore(BackingStore store, HangingStore hanging, Knobs knobs) {
        super(store);
        this.hanging = hanging;
        this.knobs = knobs;
    }

    /** Puts the faults around a store. */
    public static FaultyStore around(BackingStore store, FaultSettings settings, int blockLength) {
        Knobs knobs = new Knobs(settings);
        int blockShift = Integer.numberOfTrailingZeros(blockLength);
        BackingStore cache = settings.loseUnflushed() ? new PowerLossStore(store, blockLength, new Random()) : store;
        BackingStore lying = lying(cache, knobs, blockShift);
        BackingStore failing = new FailingStore(lying, () -> knobs.settings.errors(), blockShift);
        HangingStore hanging = new HangingStore(failing, () -> knobs.settings.hang(), blockShift);
        BackingStore delaying = new DelayingStore(
                hanging, () -> knobs.settings.delay(), duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
        return new FaultyStore(delaying, hanging, knobs);
    }

    private static BackingStore lying(BackingStore store, Knobs knobs, int blockShift) {
        BackingStore forgetful =
                new ForgetfulStore(store, () -> knobs.settings.lies().dropOneWriteIn());
        BackingStore tearing =
                new TearingStore(forgetful, () -> knobs.settings.lies().tearOneWriteIn(), blockShift);
        BackingStore corrupting =
                new CorruptingStore(tearing, () -> knobs.settings.lies().wrong(), blockShift);
        return new ShrunkStore(corrupting, () -> knobs.settings.lies().capacity() >>> blockShift << blockShift);
    }

    /** How many accesses hang now. */
    public int hung() {
        return hanging.hung();
    }

    @Override
    public boolean reconfigure(StoreConfiguration configuration) throws IOException {
        FaultSettings settings = FaultSettings.read(new DeviceProperties(configuration.properties()));
        boolean cacheStays = settings.loseUnflushed() == knobs.settings.loseUnflushed();
        knobs.settings = settings;
        hanging.settingsChanged();
        return cacheStays && super.reconfigure(configuration);
    }
}
