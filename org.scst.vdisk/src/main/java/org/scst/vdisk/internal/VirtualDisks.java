package org.scst.vdisk.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceHandler;
import org.scst.core.device.DeviceServer;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.internal.disk.Disk;
import org.scst.vdisk.internal.file.FileStoreFactory;
import org.scst.vdisk.internal.nothing.NullStoreFactory;
import org.scst.vdisk.store.StoreFactory;

/**
 * The device handler of virtual disks: a file {@code org.scst.vdisk-NAME.cfg} each.
 *
 * <p>A kind of storage that comes or goes with another bundle makes this a new handler: core blocks the disks, closes them and
 * opens them again, exactly as when this bundle is updated.
 *
 * <p><i>Threading:</i> immutable, but for the clock's thread, which it owns.
 */
@Component
public final class VirtualDisks implements DeviceHandler {
    private static final String PID = "org.scst.vdisk";
    private final Map<String, StoreFactory> factories = new HashMap<>();
    private final SecondTicker ticker = new SecondTicker();
    private final OpenDisks openDisks;

    /** With the kinds of storage that other bundles add; those of this bundle cannot be replaced. */
    @Activate
    public VirtualDisks(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<StoreFactory> others,
            @Reference OpenDisks openDisks) {
        this.openDisks = openDisks;
        others.forEach(factory -> factories.put(factory.kind(), factory));
        for (StoreFactory own : List.of(new FileStoreFactory(), new NullStoreFactory())) {
            factories.put(own.kind(), own);
        }
    }

    /** Stops the clock; core closes the disks. */
    @Deactivate
    public void stop() {
        ticker.close();
    }

    @Override
    public String pid() {
        return PID;
    }

    @Override
    public Set<String> kinds() {
        return Set.copyOf(factories.keySet());
    }

    @Override
    public DeviceServer open(DeviceConfiguration configuration, DeviceContext context) throws IOException {
        DeviceProperties properties = new DeviceProperties(configuration.properties());
        DiskSettings settings = DiskSettings.read(configuration.name(), properties, kinds());
        openDisks.opened();
        boolean done = false;
        try {
            Disk disk = Disk.open(
                    settings, factories.get(settings.kind()), configuration, context, ticker, openDisks::closed);
            done = true;
            return disk;
        } finally {
            if (!done) {
                openDisks.closed();
            }
        }
    }
}
