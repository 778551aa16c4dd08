package org.scst.passthru.internal.configuration;

import java.util.Map;
import java.util.TreeSet;
import org.scst.core.device.ConfigurationException;

/**
 * What a device's file says, validated.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param kind what sort of device
 * @param withoutMedium READ and WRITE are completed without the device
 * @param device which one, see {@link org.scst.passthru.internal.discovery.ScsiBus#find}
 * @param blockGeneric whether commands go by the block layer's SCSI generic driver
 */
public record PassthroughSettings(Kind kind, boolean withoutMedium, String device, boolean blockGeneric) {
    private static final String BSG = "/dev/bsg/";

    /** Reads a file's properties. */
    public static PassthroughSettings read(Map<String, String> properties) throws ConfigurationException {
        String type = text(properties, "type");
        Kind kind = Kind.of(type)
                .orElseThrow(() -> new ConfigurationException(
                        "type",
                        type.isEmpty() ? "no type is given" : "type = " + type + " is none",
                        "write one of " + String.join(", ", new TreeSet<>(Kind.words()))));
        String device = text(properties, "device");
        if (device.isEmpty()) {
            throw new ConfigurationException(
                    "device",
                    "no device is given",
                    "write device = /dev/sgN, its address as in 0:0:0:0, serial:NUMBER or a designator as in naa.5000c500a1b2c3d4;"
                            + " \"scst scsi-devices\" lists what this machine has");
        }
        return new PassthroughSettings(kind, Kind.isPerformanceVariant(type), device, device.startsWith(BSG));
    }

    private static String text(Map<String, String> properties, String key) {
        return properties.getOrDefault(key, "").strip();
    }
}
