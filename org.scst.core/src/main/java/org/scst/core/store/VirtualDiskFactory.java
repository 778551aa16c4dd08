package org.scst.core.store;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;

/**
 * Puts a virtual disk before somebody else's store: a service for other device handlers, whose devices then come and go with their
 * own bundle; whoever knows the commands of disks offers it. ({@link StoreFactory} services add to the kinds of {@code org.scst.vdisk} itself.)
 *
 * <p><b>Purpose.</b> All of SBC's device server, for a handler that only stores blocks.
 *
 * <p><b>Threading.</b> Thread-safe.
 *
 * <p><b>Blocking.</b> {@link #open} may block as the factory does.
 *
 * <p><b>Ownership.</b> The device server is the caller's, who gives it to core.
 *
 * <p><b>Required or optional.</b> Optional.
 */
@ProviderType
public interface VirtualDiskFactory {

    /**
     * Opens a disk whose file has a virtual disk's properties, but for those of other stores.
     *
     * @param factory asked for the store once
     */
    DeviceServer open(StoreFactory factory, DeviceConfiguration configuration, DeviceContext context)
            throws IOException;
}
