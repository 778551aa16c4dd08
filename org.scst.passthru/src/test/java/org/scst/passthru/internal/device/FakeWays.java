package org.scst.passthru.internal.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.scst.passthru.internal.discovery.ScsiDevice;
import org.scst.passthru.internal.generic.ScsiGeneric;

/** A machine with one device, or none. */
final class FakeWays implements Ways {
    final List<Runnable> beats = new ArrayList<>();
    EmulatedDevice device;

    FakeWays(EmulatedDevice device) {
        this.device = device;
    }

    @Override
    public ScsiDevice find(String choice) throws IOException {
        if (device == null) {
            throw new IOException("no SCSI device of this machine is " + choice);
        }
        return new ScsiDevice("0:0:0:0", "sg0", 0, "ACME", "Emulated", "1.0", "", "", List.of());
    }

    @Override
    public ScsiGeneric open(ScsiDevice found, boolean blockGeneric, String name) {
        return device;
    }

    @Override
    public Beat everySecond(Runnable task) {
        beats.add(task);
        return () -> beats.remove(task);
    }
}
