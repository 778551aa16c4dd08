package org.scst.passthru.internal.device;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.scst.passthru.internal.discovery.ScsiDevice;
import org.scst.passthru.internal.generic.Claim;
import org.scst.passthru.internal.generic.DeviceInUseException;
import org.scst.passthru.internal.generic.ScsiGeneric;

/** A machine with one device, or none. */
final class FakeWays implements Ways {
    final List<Runnable> beats = new ArrayList<>();
    EmulatedDevice device;
    /** Who else has it; {@code null} when nobody has. */
    String holder;

    int claims;

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
    public Claim claim(ScsiDevice found, Duration patience) throws IOException {
        free();
        claims++;
        return new Claim() {
            @Override
            public void extend() throws IOException {
                free();
            }

            @Override
            public void close() {
                claims--;
            }
        };
    }

    private void free() throws IOException {
        if (holder != null) {
            throw new DeviceInUseException(holder);
        }
    }

    @Override
    public Beat everySecond(Runnable task) {
        beats.add(task);
        return () -> beats.remove(task);
    }
}
