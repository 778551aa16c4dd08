package org.scst.passthru.internal;

import java.io.IOException;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceHandler;
import org.scst.core.device.DeviceServer;
import org.scst.passthru.internal.configuration.Kind;
import org.scst.passthru.internal.configuration.PassthroughSettings;
import org.scst.passthru.internal.device.PassthroughDevice;
import org.scst.passthru.internal.discovery.ScsiBus;

/**
 * The device handler of real SCSI devices: a file {@code org.scst.passthru-NAME.cfg} each.
 *
 * <p><i>Threading:</i> immutable, but for the clock's thread, which it owns.
 */
@Component
public final class PassthroughDevices implements DeviceHandler {
    private static final String PID = "org.scst.passthru";
    private final MachineWays ways = new MachineWays(new ScsiBus());
    private final OpenDevices openDevices;

    /** Of a bundle that waits for its devices when it stops. */
    @Activate
    public PassthroughDevices(@Reference OpenDevices openDevices) {
        this.openDevices = openDevices;
    }

    /** Stops the clock; core closes the devices. */
    @Deactivate
    public void stop() {
        ways.close();
    }

    @Override
    public String pid() {
        return PID;
    }

    @Override
    public Set<String> kinds() {
        return Kind.words();
    }

    @Override
    public DeviceServer open(DeviceConfiguration configuration, DeviceContext context) throws IOException {
        PassthroughSettings settings = PassthroughSettings.read(configuration.properties());
        String name = configuration.name();
        openDevices.opened(name, settings.device());
        Runnable closed = () -> openDevices.closed(name);
        boolean done = false;
        try {
            DeviceServer server = PassthroughDevice.open(settings, context, ways, closed);
            done = true;
            return server;
        } finally {
            if (!done) {
                closed.run();
            }
        }
    }
}
