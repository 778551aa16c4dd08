package org.scst.vdisk.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceHandler;
import org.scst.core.device.DeviceServer;
import org.scst.core.store.StoreFactory;
import org.scst.core.store.VirtualDiskFactory;
import org.scst.vdisk.internal.cdrom.CdDrive;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.internal.disk.Disk;
import org.scst.vdisk.internal.file.BlockDeviceStoreFactory;
import org.scst.vdisk.internal.file.DescriptorWatches;
import org.scst.vdisk.internal.file.FileStoreFactory;
import org.scst.vdisk.internal.nothing.NullStoreFactory;

/**
 * The device handler of virtual disks: a file {@code org.scst.vdisk-NAME.cfg} each.
 *
 * <p>A kind of storage that comes or goes with another bundle makes this a new handler: core blocks the disks, closes them and
 * opens them again, exactly as when this bundle is updated.
 *
 * <p><i>Threading:</i> immutable, but for the clock's thread, which it owns.
 */
@Component
public final class VirtualDisks implements DeviceHandler, VirtualDiskFactory {
    private static final String PID = "org.scst.vdisk";
    private final Map<String, StoreFactory> factories = new HashMap<>();
    private final SecondTicker ticker = new SecondTicker();
    private final OpenDisks openDisks;

    /** With the kinds of storage that other bundles add; those of this bundle cannot be replaced. */
    @Activate
    public VirtualDisks(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<StoreFactory> others,
            @Reference OpenDisks openDisks,
            @Reference DescriptorWatches watches) {
        this.openDisks = openDisks;
        others.forEach(factory -> factories.put(factory.kind(), factory));
        for (StoreFactory own :
                List.of(new FileStoreFactory(watches), new BlockDeviceStoreFactory(watches), new NullStoreFactory())) {
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
        Set<String> kinds = new HashSet<>(factories.keySet());
        kinds.add(CdDrive.KIND);
        return Set.copyOf(kinds);
    }

    @Override
    public DeviceServer open(DeviceConfiguration configuration, DeviceContext context) throws IOException {
        DeviceProperties properties = new DeviceProperties(configuration.properties());
        String kind = DiskSettings.kind(properties, kinds());
        return counted(
                configuration,
                closed -> CdDrive.KIND.equals(kind)
                        ? CdDrive.open(configuration, context, ticker, closed)
                        : disk(factories.get(kind), configuration, context, closed));
    }

    @Override
    public DeviceServer open(StoreFactory factory, DeviceConfiguration configuration, DeviceContext context)
            throws IOException {
        return counted(configuration, closed -> disk(factory, configuration, context, closed));
    }

    /** Opens one of which this bundle's stop knows. */
    private DeviceServer counted(DeviceConfiguration configuration, Opening opening) throws IOException {
        String usn = new DeviceProperties(configuration.properties()).text("usn", "");
        Runnable closed = () -> openDisks.closed(usn);
        openDisks.opened(configuration.name(), usn);
        boolean done = false;
        try {
            DeviceServer server = opening.open(closed);
            done = true;
            return server;
        } finally {
            if (!done) {
                closed.run();
            }
        }
    }

    /** Makes a device server. */
    @FunctionalInterface
    private interface Opening {
        DeviceServer open(Runnable closed) throws IOException;
    }

    /** A value that is neither yes nor no is told when the disk is opened. */
    @Override
    public boolean openOnlyWhileActive(DeviceConfiguration configuration) {
        try {
            return DiskSettings.openOnlyWhileActive(new DeviceProperties(configuration.properties()));
        } catch (ConfigurationException told) {
            return false;
        }
    }

    private Disk disk(StoreFactory factory, DeviceConfiguration configuration, DeviceContext context, Runnable closed)
            throws IOException {
        DiskSettings settings = DiskSettings.read(
                configuration.name(),
                new DeviceProperties(configuration.properties()),
                factory.kind(),
                factory.defaults(configuration.properties()));
        return Disk.open(settings, factory, configuration, context, ticker, closed);
    }
}
