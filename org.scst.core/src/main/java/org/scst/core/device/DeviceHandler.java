package org.scst.core.device;

import java.io.IOException;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes device servers: a bundle registers an implementation as an OSGi service.
 *
 * <p><b>Purpose.</b> One kind of storage, or several.
 *
 * <p><b>Threading.</b> {@link #open} is called on the device's own context; several devices may open at the same time.
 *
 * <p><b>Blocking.</b> {@link #open} may block; core gives it 10 s, then the device is NOT READY until it returns.
 *
 * <p><b>Ownership.</b> The device server is closed by core, before the service is gone as far as that can be had.
 *
 * <p><b>Required or optional.</b> Methods without a default are required.
 */
@ConsumerType
public interface DeviceHandler {

    /** Its factory configuration PID; a device is a file {@code <PID>-NAME.cfg}. */
    String pid();

    /** Values of the property {@code type} that it understands, for messages. */
    Set<String> kinds();

    /**
     * Opens a device.
     *
     * @param configuration its file's content and its identity
     * @param context core's side of the device, valid until {@link DeviceServer#close()} returned
     * @throws ConfigurationException when a property is wrong: the device stays NOT READY until the file changes
     * @throws IOException when the storage is not there: the device stays NOT READY and core tries again
     */
    DeviceServer open(DeviceConfiguration configuration, DeviceContext context) throws IOException;

    /**
     * Whether a device's storage is to be open only while a target port of this machine gives access to its medium
     * ({@code bind_alua_state}): core then closes it when the last of them leaves the active states, and opens it again. Called on
     * the control thread; must not block.
     */
    default boolean openOnlyWhileActive(DeviceConfiguration configuration) {
        return false;
    }
}
