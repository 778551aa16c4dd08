package org.scst.core.store;

import java.util.Map;

/**
 * What a store is opened with.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param device the device's name, for messages
 * @param properties all properties of the device's file
 * @param blockLength logical block length in bytes
 * @param readOnly whether nothing will be written
 */
public record StoreConfiguration(String device, Map<String, String> properties, int blockLength, boolean readOnly) {

    /** Copies its arguments. */
    public StoreConfiguration {
        properties = Map.copyOf(properties);
    }
}
