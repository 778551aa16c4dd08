package org.scst.passthru.internal.generic;

import java.io.IOException;

/** Keeps all else on this machine off a device, until it is closed; used by one thread at a time. */
public interface Claim extends AutoCloseable {

    /**
     * Claims what the kernel has made of the device meanwhile: its other drivers take one later than the SCSI generic driver.
     *
     * @throws DeviceInUseException when somebody was faster
     */
    void extend() throws IOException;

    /** Everybody else may have it. */
    @Override
    void close();
}
