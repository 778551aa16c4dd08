package org.scst.core.admin;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Real SCSI devices that this machine has, whether served or not; the bundle that can serve them registers it as a service.
 *
 * <p><b>Purpose.</b> Looks anew at each call. <b>Threading.</b> Thread-safe. <b>Blocking.</b> Asks the kernel, not the devices.
 */
@ConsumerType
public interface FoundDevices {

    /**
     * All of them.
     *
     * @throws IOException when the kernel cannot be asked
     */
    List<FoundDevice> found() throws IOException;

    /**
     * One of them.
     *
     * @param address {@code HOST:CHANNEL:TARGET:LUN}
     * @param deviceFiles of the kernel's drivers, the generic one first
     * @param kind the {@code type} that serves it; empty when none does
     * @param description vendor, product and revision
     * @param serial unit serial number, or empty
     * @param designator as a configuration file may name it, or empty
     * @param servedAs names of the devices of this platform that serve it, at most one as a rule
     */
    record FoundDevice(
            String address,
            List<String> deviceFiles,
            String kind,
            String description,
            String serial,
            String designator,
            List<String> servedAs) {

        /** Copies its arguments. */
        public FoundDevice {
            deviceFiles = List.copyOf(deviceFiles);
            servedAs = List.copyOf(servedAs);
        }
    }
}
