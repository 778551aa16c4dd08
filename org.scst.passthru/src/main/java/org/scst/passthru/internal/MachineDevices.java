package org.scst.passthru.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.scst.core.admin.FoundDevices;
import org.scst.passthru.internal.configuration.Kind;
import org.scst.passthru.internal.discovery.ScsiBus;
import org.scst.passthru.internal.discovery.ScsiDevice;

/**
 * The SCSI devices of this machine, for operators.
 *
 * <p><i>Threading:</i> immutable.
 */
@Component
public final class MachineDevices implements FoundDevices {
    private final ScsiBus bus = new ScsiBus();
    private final OpenDevices openDevices;

    /** Beside the devices that are open. */
    @Activate
    public MachineDevices(@Reference OpenDevices openDevices) {
        this.openDevices = openDevices;
    }

    @Override
    public List<FoundDevice> found() throws IOException {
        List<ScsiDevice> devices = bus.devices();
        Map<String, List<String>> served = served();
        List<FoundDevice> found = new ArrayList<>();
        for (ScsiDevice device : devices) {
            found.add(new FoundDevice(
                    device.address(),
                    Stream.concat(Stream.of(device.generic()), device.others().stream())
                            .map(name -> "/dev/" + name)
                            .toList(),
                    Kind.of(device.type()).map(Kind::word).orElse(""),
                    Stream.of(device.vendor(), device.product(), device.revision())
                            .filter(word -> !word.isEmpty())
                            .collect(Collectors.joining(" ")),
                    device.serial(),
                    device.designator(),
                    served.getOrDefault(device.address(), List.of())));
        }
        return found;
    }

    /** Names of the devices that are open, by the address of what they serve. */
    private Map<String, List<String>> served() {
        Map<String, List<String>> served = new HashMap<>();
        openDevices.choices().forEach((name, choice) -> {
            try {
                served.computeIfAbsent(bus.find(choice).address(), address -> new ArrayList<>())
                        .add(name);
            } catch (IOException gone) {
                // It is open and was taken out.
            }
        });
        return served;
    }
}
