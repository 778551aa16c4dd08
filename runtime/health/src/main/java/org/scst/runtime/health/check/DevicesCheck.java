package org.scst.runtime.health.check;

import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.admin.Administration;
import org.scst.core.admin.DeviceSnapshot;
import org.scst.core.admin.TargetSnapshot;

/**
 * Whether every device can be read and written, and every LUN has one.
 *
 * <p><i>Threading:</i> thread-safe.
 */
@Component(property = {"hc.name=devices", "hc.tags=scst", "hc.tags=devices"})
public final class DevicesCheck implements HealthCheck {
    private static final String READY = "ready";
    /** Closed on purpose, for another machine. */
    private static final String STANDBY = "standby";

    private static final List<String> ON_ITS_WAY = List.of("opening", "blocked");
    private static final String MISSING = "missing";

    private final CoreService core;

    /** Asks core. */
    @Activate
    public DevicesCheck(@Reference CoreService core) {
        this.core = core;
    }

    @Override
    public Result execute() {
        return core.ask(DevicesCheck::examine);
    }

    private static void examine(Administration core, FormattingResultLog log) {
        List<DeviceSnapshot> devices = core.devices();
        devices.forEach(device -> device(device, log));
        core.targets().forEach(target -> missing(target, log));
        log.info(
                "{} of {} devices are ready.",
                devices.stream().filter(device -> device.state().equals(READY)).count(),
                devices.size());
    }

    private static void device(DeviceSnapshot device, FormattingResultLog log) {
        String stands = "Device " + device.name() + " is " + device.state()
                + (device.reason().isEmpty() ? "." : ": " + device.reason() + ".");
        if (ON_ITS_WAY.contains(device.state())) {
            log.temporarilyUnavailable("{}", stands);
        } else if (device.state().equals(STANDBY)) {
            log.info("{}", stands);
        } else if (!device.state().equals(READY)) {
            log.critical("{}", stands);
        }
        if (device.writeErrorLatched()) {
            log.critical(
                    "Device {} refuses writes since a flush has failed: acknowledged writes may be lost. Cure its storage,"
                            + " then: scst clear {}.",
                    device.name(),
                    device.name());
        }
        if (device.spaceLow()) {
            log.warn("The space behind device {} is low. Add some, or unmap what is no longer needed.", device.name());
        }
    }

    private static void missing(TargetSnapshot target, FormattingResultLog log) {
        for (TargetSnapshot.GroupSnapshot group : target.groups()) {
            for (TargetSnapshot.LunSnapshot lun : group.luns()) {
                if (lun.state().equals(MISSING)) {
                    log.critical(
                            "LUN {} of {} names the device {}, which no file defines.",
                            lun.lun(),
                            target.name(),
                            lun.device());
                }
            }
        }
    }
}
