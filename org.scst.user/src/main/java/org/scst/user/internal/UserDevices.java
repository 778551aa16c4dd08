package org.scst.user.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceHandler;
import org.scst.core.device.DeviceServer;
import org.scst.core.store.VirtualDiskFactory;
import org.scst.user.internal.full.FullDevice;
import org.scst.user.internal.store.UserStoreFactory;

/**
 * The device handler of devices that processes serve: a file {@code org.scst.user-NAME.cfg} each.
 *
 * <p><i>Threading:</i> immutable.
 */
@Component
public final class UserDevices implements DeviceHandler {
    private static final String PID = "org.scst.user";
    private static final int WAIT_SECONDS = 20;
    private static final int MOST_WAIT_SECONDS = 3600;

    private final HandlerSocket socket;
    private final VirtualDiskFactory disks;

    /** With the way in for processes, and with who knows SBC. */
    @Activate
    public UserDevices(@Reference HandlerSocket socket, @Reference VirtualDiskFactory disks) {
        this.socket = socket;
        this.disks = disks;
    }

    @Override
    public String pid() {
        return PID;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(UserStoreFactory.KIND, FullDevice.KIND);
    }

    @Override
    public DeviceServer open(DeviceConfiguration configuration, DeviceContext context) throws IOException {
        String type = configuration.properties().getOrDefault("type", UserStoreFactory.KIND);
        Duration wait = patience(configuration);
        return switch (type) {
            case UserStoreFactory.KIND ->
                disks.open(
                        new UserStoreFactory(socket.registrations(), configuration.name(), wait),
                        configuration,
                        context);
            case FullDevice.KIND -> FullDevice.open(socket.registrations(), configuration, context, wait);
            default ->
                throw new ConfigurationException(
                        "type",
                        "type = " + type + " is not known",
                        "write " + UserStoreFactory.KIND + " or " + FullDevice.KIND + ", or leave it out for "
                                + UserStoreFactory.KIND);
        };
    }

    private static Duration patience(DeviceConfiguration configuration) throws ConfigurationException {
        String text = configuration.properties().getOrDefault("handler_wait", Integer.toString(WAIT_SECONDS));
        try {
            int seconds = Integer.parseInt(text.trim());
            if (seconds >= 0 && seconds <= MOST_WAIT_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new ConfigurationException(
                "handler_wait",
                "handler_wait = " + text + " is no number of seconds from 0 to " + MOST_WAIT_SECONDS,
                "write how long commands wait for the process, or leave it out for " + WAIT_SECONDS);
    }
}
