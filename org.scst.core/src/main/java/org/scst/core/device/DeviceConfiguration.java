package org.scst.core.device;

import java.util.Map;

/**
 * What the files say about one device.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param name unique name of the device
 * @param properties the file's content
 * @param identity fixed at the device's creation, never changed by rename, update or restart
 */
public record DeviceConfiguration(String name, Map<String, String> properties, Identity identity) {

    /** Copies its arguments. */
    public DeviceConfiguration {
        properties = Map.copyOf(properties);
    }

    /**
     * Names by which initiators recognise the logical unit.
     *
     * @param unitSerialNumber for the Unit Serial Number VPD page, ASCII
     * @param naa the eight bytes of a locally assigned NAA designator (NAA 3h)
     * @param t10DeviceId for the T10 vendor ID based designator, ASCII
     */
    public record Identity(String unitSerialNumber, long naa, String t10DeviceId) {}
}
