package org.scst.passthru.internal.device;

import java.io.IOException;
import java.time.Duration;
import org.scst.passthru.internal.discovery.ScsiDevice;
import org.scst.passthru.internal.generic.Claim;
import org.scst.passthru.internal.generic.ScsiGeneric;

/**
 * How devices are found and reached: on this machine, or in a test.
 *
 * <p><i>Threading:</i> thread-safe; finding and opening may block.
 */
public interface Ways {

    /**
     * The device that a configuration file names.
     *
     * @throws IOException when there is none, or more than one
     */
    ScsiDevice find(String choice) throws IOException;

    /**
     * Opens it.
     *
     * @param blockGeneric by the block layer's SCSI generic driver
     * @param name of the device here
     */
    ScsiGeneric open(ScsiDevice device, boolean blockGeneric, String name) throws IOException;

    /**
     * Keeps all else on this machine off it.
     *
     * @param patience how long to wait for whoever has it
     * @throws org.scst.passthru.internal.generic.DeviceInUseException when somebody else has it all the same
     */
    Claim claim(ScsiDevice device, Duration patience) throws IOException;

    /** Has something done each second; it must not block. */
    Beat everySecond(Runnable task);

    /** Until it is closed. */
    interface Beat extends AutoCloseable {
        @Override
        void close();
    }
}
