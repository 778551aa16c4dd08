package org.scst.vdisk.store;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens backing stores of one kind; registered as an OSGi service.
 *
 * <p><b>Purpose.</b> Adds a value to the property {@code type} of a virtual disk.
 *
 * <p><b>Threading.</b> {@link #open} is called on the device's own context; several stores may open at the same time.
 *
 * <p><b>Blocking.</b> {@link #open} may block.
 *
 * <p><b>Ownership.</b> Each store belongs to the caller of {@link #open}, who closes it.
 *
 * <p><b>Required or optional.</b> All methods are required.
 */
@ConsumerType
public interface StoreFactory {

    /** The value of the property {@code type} that asks for this kind. */
    String kind();

    /**
     * Opens a store.
     *
     * @param context the disk's side, valid until {@link BackingStore#close()} returned
     * @throws org.scst.core.device.ConfigurationException when a property is wrong
     * @throws IOException when the storage is not there; it is tried again later
     */
    BackingStore open(StoreConfiguration configuration, StoreContext context) throws IOException;
}
