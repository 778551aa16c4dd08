package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;
import org.scst.core.device.LogPage;
import org.scst.core.device.ModePage;
import org.scst.core.device.VpdPage;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.internal.fault.FaultSettings;
import org.scst.vdisk.internal.fault.FaultyStore;
import org.scst.vdisk.store.BackingStore;
import org.scst.vdisk.store.FlushFailedException;
import org.scst.vdisk.store.StoreConfiguration;
import org.scst.vdisk.store.StoreFactory;

/**
 * The device server of one virtual disk (SBC): composes the command families, the VPD pages and the mode pages over its backing
 * store.
 *
 * <p><i>Threading:</i> thread-safe. Owns its store, from {@link #open} to {@link #close}.
 */
public final class Disk implements DeviceServer {
    private final DiskSettings settings;
    private final BackingStore store;
    private final boolean faultsCanChange;
    private final BlockMedium medium;
    private final WholeMedium whole;
    private final CommandSet commandSet;
    private final List<ModePage> modePages;
    private final List<LogPage> logPages;
    private final Runnable closed;

    private Disk(BlockMedium medium, WholeMedium whole, Readiness readiness, StartStopCycles cycles, Runnable closed) {
        this.closed = closed;
        this.settings = medium.settings();
        this.store = medium.store();
        this.whole = whole;
        this.faultsCanChange = store instanceof FaultyStore;
        this.medium = medium;
        this.commandSet = commandSet(medium, whole, readiness, cycles);
        this.logPages = logPages(settings, cycles);
        this.modePages = List.of(
                new ReadWriteErrorRecoveryModePage(),
                new CachingModePage(!settings.medium().writeThrough()),
                new PowerConditionModePage(),
                new InformationalExceptionsModePage());
    }

    /**
     * Opens a disk's store and puts the device server before it.
     *
     * @param ticker for looking at the storage from time to time
     * @param closed told once the disk is closed
     */
    public static Disk open(
            DiskSettings settings,
            StoreFactory factory,
            DeviceConfiguration configuration,
            DeviceContext context,
            Ticker ticker,
            Runnable closed)
            throws IOException {
        DeviceProperties properties = new DeviceProperties(configuration.properties());
        FaultSettings faults = FaultSettings.read(properties);
        Readiness readiness = new Readiness(context);
        BackingStore store = factory.open(
                storeConfiguration(settings, configuration), new DiskStoreContext(context, readiness, ticker));
        if (FaultSettings.namedIn(properties)) {
            store = FaultyStore.around(store, faults, settings.geometry().blockLength());
        }
        MediumErrors errors = new MediumErrors(context, settings.geometry().blockShift(), System::nanoTime);
        BlockMedium medium = new BlockMedium(settings, store, context, errors);
        WholeMedium whole = new WholeMedium(medium, readiness, context);
        whole.resume();
        return new Disk(medium, whole, readiness, new StartStopCycles(context), closed);
    }

    private static StoreConfiguration storeConfiguration(DiskSettings settings, DeviceConfiguration configuration) {
        return new StoreConfiguration(
                configuration.name(),
                configuration.properties(),
                settings.geometry().blockLength(),
                settings.medium().readOnly());
    }

    private static CommandSet commandSet(
            BlockMedium medium, WholeMedium whole, Readiness readiness, StartStopCycles cycles) {
        CommandSet.Builder set = CommandSet.builder()
                .add(
                        new Read(medium),
                        BlockCommands.READ_6,
                        BlockCommands.READ_10,
                        BlockCommands.READ_12,
                        BlockCommands.READ_16)
                .add(
                        new Write(medium),
                        BlockCommands.WRITE_6,
                        BlockCommands.WRITE_10,
                        BlockCommands.WRITE_12,
                        BlockCommands.WRITE_16)
                .add(
                        new WriteAndVerify(medium),
                        BlockCommands.WRITE_AND_VERIFY_10,
                        BlockCommands.WRITE_AND_VERIFY_12,
                        BlockCommands.WRITE_AND_VERIFY_16)
                .add(new Verify(medium), BlockCommands.VERIFY_10, BlockCommands.VERIFY_12, BlockCommands.VERIFY_16)
                .add(
                        new SynchronizeCache(medium),
                        BlockCommands.SYNCHRONIZE_CACHE_10,
                        BlockCommands.SYNCHRONIZE_CACHE_16)
                .add(new ReadCapacity(medium), BlockCommands.READ_CAPACITY_10, BlockCommands.READ_CAPACITY_16)
                .add(BlockCommands.GET_LBA_STATUS, new GetLbaStatus(medium))
                .add(new PreFetch(medium), BlockCommands.PRE_FETCH_10, BlockCommands.PRE_FETCH_16)
                .add(new WriteSame(medium), BlockCommands.WRITE_SAME_10, BlockCommands.WRITE_SAME_16)
                .add(
                        new Sanitize(medium, whole),
                        BlockCommands.SANITIZE_OVERWRITE,
                        BlockCommands.SANITIZE_BLOCK_ERASE,
                        BlockCommands.SANITIZE_EXIT_FAILURE_MODE)
                .add(BlockCommands.FORMAT_UNIT, new FormatUnit(medium, whole))
                .add(BlockCommands.ORWRITE_16, new OrWrite(medium))
                .add(new ReadDefectData(), BlockCommands.READ_DEFECT_DATA_10, BlockCommands.READ_DEFECT_DATA_12)
                .add(BlockCommands.COMPARE_AND_WRITE, new CompareAndWrite(medium))
                .add(new StartStopUnit(medium, readiness, cycles), BlockCommands.START_STOP_UNIT);
        if (medium.settings().medium().thinProvisioned()) {
            set.add(new Unmap(medium), BlockCommands.UNMAP);
        }
        return set.build();
    }

    private static List<LogPage> logPages(DiskSettings settings, StartStopCycles cycles) {
        List<LogPage> pages =
                new ArrayList<>(List.of(FixedLogPage.TEMPERATURE, cycles, FixedLogPage.INFORMATIONAL_EXCEPTIONS));
        if (!settings.medium().rotational()) {
            pages.add(FixedLogPage.SOLID_STATE_MEDIA);
        }
        return pages;
    }

    @Override
    public DeviceCharacteristics characteristics() {
        DiskSettings.Labels labels = settings.labels();
        return new DeviceCharacteristics(
                PeripheralDeviceType.DIRECT_ACCESS_BLOCK,
                settings.medium().removable(),
                labels.vendor(),
                labels.product(),
                labels.revision(),
                List.of(VersionDescriptor.SBC_3),
                settings.medium().readOnly());
    }

    @Override
    public CommandSet commandSet() {
        return commandSet;
    }

    @Override
    public List<VpdPage> vpdPages() {
        List<VpdPage> pages = new ArrayList<>();
        pages.add(new PowerConditionPage());
        pages.add(new BlockLimitsPage(medium.limits()));
        pages.add(new BlockDeviceCharacteristicsPage(settings.medium().rotational()));
        if (settings.medium().thinProvisioned()) {
            pages.add(new LogicalBlockProvisioningPage());
        }
        return pages;
    }

    @Override
    public List<ModePage> modePages() {
        return modePages;
    }

    @Override
    public List<LogPage> logPages() {
        return logPages;
    }

    @Override
    public long capacity() {
        return medium.blocks();
    }

    @Override
    public int blockLength() {
        return medium.blockLength();
    }

    @Override
    public void modePageChanged(ModePage page, byte[] current) {
        if (page.pageCode() == CachingModePage.PAGE_CODE) {
            medium.writeCacheEnabled(CachingModePage.writeCacheEnabled(current));
        }
    }

    @Override
    public boolean configure(DeviceConfiguration configuration) throws IOException {
        DeviceProperties properties = new DeviceProperties(configuration.properties());
        DiskSettings changed = DiskSettings.read(configuration.name(), properties, Set.of(settings.kind()));
        if (FaultSettings.namedIn(properties) && !faultsCanChange) {
            return false;
        }
        // The store first: what hangs by fault_hang is let go even when the rest needs opening anew.
        boolean taken = store.reconfigure(storeConfiguration(changed, configuration));
        return taken && changed.equals(settings);
    }

    @Override
    public void writeErrorCleared() {
        medium.errors().clear();
    }

    @Override
    public void flush() throws IOException {
        medium.flush();
    }

    @Override
    public void close() throws IOException {
        whole.stop();
        try {
            store.close();
        } catch (FlushFailedException e) {
            medium.errors().flushFailed(e);
            throw e;
        } finally {
            closed.run();
        }
    }
}
