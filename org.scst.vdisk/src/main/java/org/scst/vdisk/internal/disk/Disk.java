package org.scst.vdisk.internal.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.scst.core.device.CommandSet;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;
import org.scst.core.device.LogPage;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.device.ModePage;
import org.scst.core.device.VpdPage;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.core.store.BackingStore;
import org.scst.core.store.FlushFailedException;
import org.scst.core.store.StoreAwayException;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreFactory;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.internal.encryption.EncryptedStore;
import org.scst.vdisk.internal.encryption.Encryption;
import org.scst.vdisk.internal.fault.FaultSettings;
import org.scst.vdisk.internal.fault.FaultyStore;
import org.scst.vdisk.internal.protection.ProtectionType;

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
    private final LogicalBlocks copied;
    private final Supplier<CommandSet> commandSet;
    private final List<ModePage> modePages;
    private final List<LogPage> logPages;
    private final MediumRemoval removal;
    /** {@code null} when nobody knows what is available. */
    private final ProvisioningThreshold threshold;

    private final Runnable closed;

    private Disk(
            BlockMedium medium,
            WholeMedium whole,
            Readiness readiness,
            StartStopCycles cycles,
            ProvisioningThreshold threshold,
            Runnable closed) {
        this.threshold =
                medium.settings().medium().thinProvisioned() && medium.store().measuresSpace() ? threshold : null;
        this.closed = closed;
        this.settings = medium.settings();
        this.store = medium.plainStore();
        this.whole = whole;
        this.copied = new CopiedBlocks(medium);
        this.faultsCanChange = store instanceof FaultyStore;
        this.medium = medium;
        this.removal = new MediumRemoval(medium, readiness, cycles);
        this.commandSet = () -> commandSet(medium, whole, readiness, cycles);
        this.logPages = logPages(settings, cycles);
        this.modePages = modePages(settings);
    }

    private List<ModePage> modePages(DiskSettings settings) {
        List<ModePage> pages = new ArrayList<>(List.of(
                new ReadWriteErrorRecoveryModePage(threshold != null),
                new CachingModePage(
                        !settings.medium().writeThrough() && !settings.medium().nvCache()),
                new PowerConditionModePage(),
                new InformationalExceptionsModePage()));
        if (threshold != null) {
            pages.add(new LogicalBlockProvisioningModePage(
                    threshold.sets(settings.medium().softThreshold())));
        }
        return List.copyOf(pages);
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
        TransferFields.load();
        DeviceProperties properties = new DeviceProperties(configuration.properties());
        FaultSettings faults = FaultSettings.read(properties);
        Readiness readiness = new Readiness(context);
        ProvisioningThreshold threshold =
                new ProvisioningThreshold(context, settings.geometry().blockShift());
        BackingStore store = factory.open(
                storeConfiguration(settings, configuration),
                new DiskStoreContext(context, readiness, ticker, threshold));
        Encryption encryption;
        try {
            checkThreshold(settings, store);
            encryption = Encryption.open(encryptionWish(settings, context), store, context);
        } catch (IOException e) {
            store.close();
            throw e;
        }
        if (encryption != null) {
            store = new EncryptedStore(store, encryption, settings.geometry().blockLength());
        }
        if (FaultSettings.namedIn(properties)) {
            store = FaultyStore.around(store, faults, settings.geometry().blockLength());
        }
        MediumErrors errors = new MediumErrors(context, settings.geometry().blockShift(), System::nanoTime);
        BlockMedium medium = new BlockMedium(settings, store, encryption, context, errors);
        recover(medium, readiness);
        WholeMedium whole = new WholeMedium(medium, readiness, context);
        whole.resume();
        return new Disk(medium, whole, readiness, new StartStopCycles(context), threshold, closed);
    }

    private static Encryption.Wish encryptionWish(DiskSettings settings, DeviceContext context) {
        return new Encryption.Wish(
                settings.medium().encrypted(),
                settings.medium().readOnly(),
                WholeMedium.erasesCryptographically(context),
                settings.geometry().blockLength());
    }

    /** A threshold of what nobody measures would never be reached. */
    private static void checkThreshold(DiskSettings settings, BackingStore store) throws ConfigurationException {
        if (settings.medium().softThreshold() != 0 && !store.measuresSpace()) {
            throw new ConfigurationException(
                    "soft_threshold",
                    "soft_threshold needs storage that says how much is left, as files do that are not read-only; type = "
                            + settings.kind() + " does not say it",
                    "leave it out, and watch the space where it is: thin volumes in LVM, an array at the array");
        }
    }

    private static void recover(BlockMedium medium, Readiness readiness) throws IOException {
        try {
            medium.atomicWrites().recover(!medium.settings().medium().readOnly());
            String missing = medium.openProtection();
            if (missing != null) {
                readiness.occupied(Sense.of(SenseKey.MEDIUM_ERROR, AdditionalSense.MEDIUM_FORMAT_CORRUPTED), missing);
            }
        } catch (IOException e) {
            medium.store().close();
            throw e;
        }
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
        if (medium.encrypted()) {
            set.add(BlockCommands.SANITIZE_CRYPTOGRAPHIC_ERASE, new Sanitize(medium, whole));
        }
        if (medium.settings().medium().thinProvisioned()) {
            set.add(new Unmap(medium), BlockCommands.UNMAP);
        }
        if (medium.protectionType() == null) {
            // Its journal knows only data.
            set.add(BlockCommands.WRITE_ATOMIC_16, new WriteAtomic(medium));
        }
        if (medium.protectionType() == ProtectionType.TYPE_2) {
            addOfType2(set, medium);
        }
        return set.build();
    }

    /** Those with 32 bytes, processed only when the medium has type 2 protection (SBC-3 clause 5); GET LBA STATUS (32) goes with them. */
    private static void addOfType2(CommandSet.Builder set, BlockMedium medium) {
        set.add(BlockCommands.READ_32, new Read(medium))
                .add(BlockCommands.VERIFY_32, new Verify(medium))
                .add(BlockCommands.WRITE_32, new Write(medium))
                .add(BlockCommands.WRITE_AND_VERIFY_32, new WriteAndVerify(medium))
                .add(BlockCommands.WRITE_SAME_32, new WriteSame(medium))
                .add(BlockCommands.GET_LBA_STATUS_32, new GetLbaStatus(medium));
    }

    private List<LogPage> logPages(DiskSettings settings, StartStopCycles cycles) {
        List<LogPage> pages =
                new ArrayList<>(List.of(FixedLogPage.TEMPERATURE, cycles, FixedLogPage.INFORMATIONAL_EXCEPTIONS));
        if (!settings.medium().rotational()) {
            pages.add(FixedLogPage.SOLID_STATE_MEDIA);
        }
        if (threshold != null) {
            pages.add(new LogicalBlockProvisioningLogPage(threshold));
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
                medium.protectable(),
                settings.medium().readOnly());
    }

    @Override
    public LogicalUnitNames names() {
        return settings.names();
    }

    @Override
    public CommandSet commandSet() {
        return commandSet.get();
    }

    @Override
    public List<VpdPage> vpdPages() {
        List<VpdPage> pages = new ArrayList<>();
        pages.add(new PowerConditionPage());
        pages.add(new BlockLimitsPage(medium.limits()));
        pages.add(new BlockDeviceCharacteristicsPage(settings.medium().rotational(), medium.encrypted()));
        if (settings.medium().thinProvisioned()) {
            int exponent = threshold == null ? 0 : threshold.exponent();
            pages.add(new LogicalBlockProvisioningPage(exponent, store.unmappedReadsZero()));
        }
        return pages;
    }

    @Override
    public boolean sharesTaskSet() {
        return settings.tasks().shared();
    }

    @Override
    public int threads() {
        return settings.tasks().threads();
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
    public LogicalBlocks logicalBlocks() {
        // A copy would move the blocks without what protects them.
        return medium.protectedBlocks() == null ? copied : null;
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
        } else if (page instanceof LogicalBlockProvisioningModePage) {
            threshold.set(LogicalBlockProvisioningModePage.threshold(current));
        }
    }

    @Override
    public boolean configure(DeviceConfiguration configuration) throws IOException {
        DeviceProperties properties = new DeviceProperties(configuration.properties());
        DiskSettings changed = DiskSettings.read(
                configuration.name(),
                properties,
                DiskSettings.kind(properties, Set.of(settings.kind()), settings.kind()),
                settings.storage());
        checkThreshold(changed, store);
        if (FaultSettings.namedIn(properties) && !faultsCanChange) {
            return false;
        }
        // The store first: what hangs by fault_hang is let go even when the rest needs opening anew.
        boolean taken = store.reconfigure(storeConfiguration(changed, configuration));
        return taken && changed.equals(settings);
    }

    @Override
    public void eject(boolean force) throws IOException {
        removal.eject(force);
    }

    @Override
    public void load() throws IOException {
        removal.load();
    }

    @Override
    public void writeErrorCleared() {
        medium.errors().clear();
    }

    /** Core asks for it before it closes. Who comes back as the same medium has what it answered: nothing is lost for its being away now. */
    @Override
    public void flush() throws IOException {
        medium.store().closing();
        try {
            medium.flush();
        } catch (StoreAwayException awaited) {
            // Whether it comes back as the same medium is looked at when it does.
        }
    }

    @Override
    public void close() throws IOException {
        whole.stop();
        try {
            medium.atomicWrites().close();
            medium.store().close();
        } catch (FlushFailedException e) {
            medium.errors().flushFailed(e);
            throw e;
        } finally {
            closed.run();
        }
    }
}
