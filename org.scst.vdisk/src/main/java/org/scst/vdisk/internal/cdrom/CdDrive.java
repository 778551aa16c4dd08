package org.scst.vdisk.internal.cdrom;

import java.io.IOException;
import java.util.List;
import org.scst.core.device.CommandSet;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.device.ModePage;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.MultimediaCommands;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.VersionDescriptor;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.scst.vdisk.internal.configuration.DiskSettings;
import org.scst.vdisk.internal.disk.DiskStoreContext;
import org.scst.vdisk.internal.disk.MediumRemoval;
import org.scst.vdisk.internal.disk.ReadOnlyMedium;
import org.scst.vdisk.internal.disk.Readiness;
import org.scst.vdisk.internal.disk.Ticker;
import org.scst.vdisk.internal.disk.Tray;
import org.scst.vdisk.internal.fault.FaultSettings;
import org.scst.vdisk.internal.fault.FaultyStore;
import org.scst.vdisk.internal.file.DescriptorWatches;
import org.scst.vdisk.internal.file.FileStoreFactory;

/**
 * The device server of a CD and DVD drive (MMC), {@code type = vcdrom}: an image in a file is the disc. Another {@code filename}
 * is another disc, none an empty drive; commands that do not ask for the disc go on meanwhile.
 *
 * <p><i>Threading:</i> thread-safe. Owns the slot, from {@link #open} to {@link #close}.
 */
public final class CdDrive implements DeviceServer {
    /** The value of {@code type}. */
    public static final String KIND = "vcdrom";

    private final DiskSettings settings;
    private final DeviceContext context;
    private final MediaEvents events = new MediaEvents();
    private final Readiness readiness;
    private final BackingStore store;
    private final boolean faultsCanChange;
    private final ReadOnlyMedium medium;
    private final MediumRemoval removal;
    private final CommandSet commandSet;
    private final Runnable closed;
    /** Whether it is said yet what is there: before that nothing is news. */
    private volatile boolean begun;

    private CdDrive(
            DiskSettings settings,
            DeviceConfiguration configuration,
            DeviceContext context,
            Ticker ticker,
            Runnable closed)
            throws IOException {
        this.settings = settings;
        this.context = context;
        this.closed = closed;
        this.readiness = new Readiness(context, new CdTray());
        DiscSlot slot = new DiscSlot(
                new FileStoreFactory(new DescriptorWatches()),
                storeConfiguration(configuration),
                new DiskStoreContext(context, readiness, ticker),
                new DiscChanges());
        DeviceProperties properties = new DeviceProperties(configuration.properties());
        this.faultsCanChange = FaultSettings.namedIn(properties);
        this.store =
                faultsCanChange ? FaultyStore.around(slot, FaultSettings.read(properties), Feature.BLOCK_LENGTH) : slot;
        this.medium = new ReadOnlyMedium(settings, store, context, readiness);
        this.removal = medium.removal();
        this.commandSet = commandSet(new State());
        this.begun = true;
    }

    /**
     * Opens a drive, with its disc where there is one.
     *
     * @param ticker for looking at the image from time to time
     * @param closed told once the drive is closed
     */
    public static CdDrive open(DeviceConfiguration configuration, DeviceContext context, Ticker ticker, Runnable closed)
            throws IOException {
        DiskSettings settings = DriveSettings.read(configuration.name(), configuration.properties());
        return new CdDrive(settings, configuration, context, ticker, closed);
    }

    private static StoreConfiguration storeConfiguration(DeviceConfiguration configuration) {
        return new StoreConfiguration(configuration.name(), configuration.properties(), Feature.BLOCK_LENGTH, true);
    }

    private CommandSet commandSet(DriveState state) {
        return medium.commands()
                .add(MultimediaCommands.READ_TOC_PMA_ATIP, new ReadToc(state))
                .add(MultimediaCommands.GET_CONFIGURATION, new GetConfiguration(state))
                .add(MultimediaCommands.GET_EVENT_STATUS_NOTIFICATION, new GetEventStatusNotification(state, events))
                .add(MultimediaCommands.READ_DISC_INFORMATION, new ReadDiscInformation())
                .add(MultimediaCommands.READ_TRACK_INFORMATION, new ReadTrackInformation(state))
                .add(MultimediaCommands.READ_DISC_STRUCTURE, new ReadDiscStructure(state))
                .add(MultimediaCommands.READ_CD, new ReadCd(state, medium))
                .add(MultimediaCommands.MECHANISM_STATUS, new MechanismStatus(state))
                .build();
    }

    private final class State implements DriveState {
        @Override
        public long blocks() {
            return readiness.ejected() ? 0 : medium.blocks();
        }

        @Override
        public boolean trayOpen() {
            return readiness.ejected();
        }
    }

    private final class CdTray implements Tray {
        @Override
        public AdditionalSense empty(boolean open) {
            return open ? AdditionalSense.MEDIUM_NOT_PRESENT_TRAY_OPEN : AdditionalSense.MEDIUM_NOT_PRESENT_TRAY_CLOSED;
        }

        @Override
        public void moved(boolean open) {
            if (open) {
                events.post(MediaEvent.MEDIA_REMOVAL);
            } else if (store.capacity() > 0) {
                newDisc();
            }
        }
    }

    private void newDisc() {
        if (begun) {
            events.post(MediaEvent.NEW_MEDIA);
            context.mediumMayHaveChanged();
            context.changed();
        }
    }

    private final class DiscChanges implements DiscSlot.Changes {
        /** Under the slot's monitor. */
        private boolean inside;

        @Override
        public void inserted() {
            inside = true;
            readiness.found();
            readiness.present();
            newDisc();
        }

        /** Whoever changes the disc finds the tray where it was, and leaves it closed. */
        @Override
        public void exchanging() {
            empty(DiscSlot.NO_DISC);
            readiness.start(true);
        }

        @Override
        public void empty(String why) {
            readiness.found();
            readiness.absent(why);
            if (inside && !readiness.ejected()) {
                events.post(MediaEvent.MEDIA_REMOVAL);
            }
            inside = false;
        }

        @Override
        public void whenUnread(Runnable action) {
            context.awaitGrace(() -> context.executor().execute(action));
        }
    }

    @Override
    public DeviceCharacteristics characteristics() {
        DiskSettings.Labels labels = settings.labels();
        return new DeviceCharacteristics(
                PeripheralDeviceType.CD_DVD,
                true,
                labels.vendor(),
                labels.product(),
                labels.revision(),
                List.of(VersionDescriptor.MMC_6),
                true);
    }

    @Override
    public LogicalUnitNames names() {
        return settings.names();
    }

    @Override
    public CommandSet commandSet() {
        return commandSet;
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
        return List.of(new ReadErrorRecoveryModePage(), ReadOnlyMedium.powerCondition(), new CapabilitiesModePage());
    }

    @Override
    public long capacity() {
        return medium.blocks();
    }

    @Override
    public int blockLength() {
        return Feature.BLOCK_LENGTH;
    }

    @Override
    public boolean configure(DeviceConfiguration configuration) throws IOException {
        DiskSettings changed = DriveSettings.read(configuration.name(), configuration.properties());
        boolean faults = FaultSettings.namedIn(new DeviceProperties(configuration.properties()));
        if (!changed.equals(settings) || faults && !faultsCanChange) {
            return false;
        }
        return store.reconfigure(storeConfiguration(configuration));
    }

    /** Who prevents it is asked, by an event, to give the disc free. */
    @Override
    public void eject(boolean force) throws IOException {
        if (!force && context.removalPrevented()) {
            events.post(MediaEvent.EJECT_REQUEST);
        }
        removal.eject(force);
    }

    @Override
    public void load() throws IOException {
        removal.load();
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } finally {
            closed.run();
        }
    }
}
