package org.scst.core.store;

import java.io.IOException;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens backing stores of one kind; registered as an OSGi service.
 *
 * <p><b>Purpose.</b> Adds a value to the property {@code type} of a virtual disk.
 *
 * <p><b>Threading.</b> {@link #defaults} and {@link #open} are called on the device's own context; several stores may open at the same time.
 *
 * <p><b>Blocking.</b> Both may block.
 *
 * <p><b>Ownership.</b> Each store belongs to the caller of {@link #open}, who closes it.
 *
 * <p><b>Required or optional.</b> Methods without a default are required.
 */
@ConsumerType
public interface StoreFactory {

    /** The value of the property {@code type} that asks for this kind. */
    String kind();

    /**
     * What the storage says of itself, asked before it is opened.
     *
     * @param properties all properties of the device's file
     * @throws org.scst.core.device.ConfigurationException when a property is wrong
     * @throws IOException when the storage is not there; it is tried again later
     */
    default StoreDefaults defaults(Map<String, String> properties) throws IOException {
        return StoreDefaults.OF_FILES;
    }

    /**
     * Opens a store.
     *
     * @param context the disk's side, valid until {@link BackingStore#close()} returned
     * @throws org.scst.core.device.ConfigurationException when a property is wrong
     * @throws IOException when the storage is not there; it is tried again later
     */
    BackingStore open(StoreConfiguration configuration, StoreContext context) throws IOException;
}
