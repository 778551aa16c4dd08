package org.scst.passthru.internal.device;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.scst.core.device.CommandSet;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceCharacteristics;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceServer;
import org.scst.core.device.LogicalUnitNames;
import org.scst.core.device.VpdPage;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TimeoutClass;
import org.scst.passthru.internal.configuration.Kind;
import org.scst.passthru.internal.configuration.PassthroughSettings;
import org.scst.passthru.internal.generic.ScsiGeneric;

/**
 * The device server of a real SCSI device: it has one nexus with the device, and core has any number before it. What each initiator must
 * see as its own (reservations, unit attention conditions, task sets, the inventory) core keeps; what is the device's goes through.
 *
 * <p><i>Threading:</i> thread-safe; what was learned of the device is immutable, behind volatiles. <i>Ownership:</i> the way to the device,
 * from {@link #open} to {@link #close}.
 */
public final class PassthroughDevice implements DeviceServer {
    /** How long the kernel may try to get over an error after a command has timed out. */
    private static final Duration ERROR_RECOVERY = Duration.ofSeconds(60);

    private static final int DEFAULT_BLOCK = 512;
    private static final int MULTIMEDIA_BLOCK = 2048;
    /** How long a LOGICAL UNIT RESET waits for the kernel's. */
    private static final Duration RESET_LIMIT = Duration.ofSeconds(60);

    private final PassthroughSettings settings;
    private final DeviceContext context;
    private final Presence presence;
    private final UnitAttentions unitAttentions;
    private final RemovalPrevention prevention;
    private final CommandSet commandSet;
    private final PeripheralDeviceType type;
    private final Resets resets = new Resets(RESET_LIMIT.toMillis());
    private volatile Identity identity;
    private volatile MediumFacts medium;
    /** The device has not said how large its medium is when it was asked. */
    private volatile boolean mediumUnread;

    private volatile LearnedPages pages;

    private PassthroughDevice(PassthroughSettings settings, DeviceContext context, Presence presence)
            throws IOException {
        this.settings = settings;
        this.context = context;
        this.presence = presence;
        this.identity = presence.identity();
        this.type = settings.kind()
                .type(identity.typeCode())
                .orElseThrow(() -> new ConfigurationException(
                        "type",
                        identity + " is no " + settings.kind().word() + ", its peripheral device type is "
                                + identity.typeCode(),
                        Kind.of(identity.typeCode())
                                .map(kind -> "write type = " + kind.word())
                                .orElse("name another device")));
        this.unitAttentions = new UnitAttentions(this, context);
        this.prevention = new RemovalPrevention(this, context);
        this.medium = unknownMedium();
        DeviceQueries queries = queries();
        queries.testUnitReady();
        preventAgain(queries);
        learn();
        this.commandSet =
                new PassedCommands(this, settings, SupportedCommands.read(queries)).compose(context, prevention);
        presence.device(this);
    }

    private MediumFacts unknownMedium() {
        if (!settings.kind().hasBlocks()) {
            return MediumFacts.NONE;
        }
        boolean multimedia = settings.kind() == Kind.DEV_CDROM;
        return new MediumFacts(MediumFacts.UNKNOWN, multimedia ? MULTIMEDIA_BLOCK : DEFAULT_BLOCK, multimedia);
    }

    /**
     * Opens a device.
     *
     * @param ways how it is found and reached
     * @param closed told once it is closed
     */
    public static PassthroughDevice open(
            PassthroughSettings settings, DeviceContext context, Ways ways, Runnable closed) throws IOException {
        Presence presence = new Presence(settings, context, ways, closed);
        try {
            return new PassthroughDevice(settings, context, presence);
        } catch (IOException | RuntimeException e) {
            presence.abandon();
            throw e;
        }
    }

    // For its commands

    Kind kind() {
        return settings.kind();
    }

    /** Where commands go now. */
    ScsiGeneric way() {
        return presence.way();
    }

    UnitAttentions unitAttentions() {
        return unitAttentions;
    }

    void complete(DeviceCommand command, long token, Outcome outcome) {
        context.complete(command, token, outcome);
    }

    /** It may have been taken out. */
    void lookForIt() {
        presence.lookSoon();
    }

    /** Block length in force of a tape, 0 when blocks may have any length. */
    int tapeBlockLength() {
        return pages.blockLength();
    }

    private DeviceQueries queries() {
        return new DeviceQueries(way(), kind().timeout(TimeoutClass.NORMAL));
    }

    /** Asks the device what may have changed, and has core take it over; blocks. */
    void learn() {
        DeviceQueries queries = queries();
        LearnedPages learned = LearnedPages.read(queries);
        pages = learned;
        if (kind().hasBlocks()) {
            learnMedium(queries);
        }
    }

    /** A device that is busy or becomes ready does not say: then what was known stands, and it is asked again. */
    private void learnMedium(DeviceQueries queries) {
        MediumFacts facts = MediumFacts.read(queries);
        boolean none = facts == null && withoutMedium(queries.testUnitReady());
        mediumUnread = facts == null && !none;
        if (facts != null) {
            medium = facts;
        } else if (none) {
            medium = unknownMedium();
        }
    }

    private static boolean withoutMedium(Outcome outcome) {
        return outcome.sense() != null
                && outcome.sense().key() == SenseKey.NOT_READY
                && outcome.sense().additional().asc() == AdditionalSense.MEDIUM_NOT_PRESENT.asc();
    }

    /** Whether the block length in force is the device's: no blocks may be moved by another. */
    boolean mediumCertain() {
        return medium.certain();
    }

    /** Something was done to the medium, or the device says so. */
    void doubtMedium() {
        if (kind() != Kind.DEV_CDROM) { // whose blocks have one length, and a blank disc no capacity
            medium = medium.doubted();
        }
    }

    private void learnAgain() {
        learn();
        context.changed();
    }

    /** As {@link #learn}, on one of the device's threads. */
    void learnLater() {
        later(this::learnAgain);
    }

    private void later(Runnable work) {
        try {
            context.executor().execute(work);
        } catch (RejectedExecutionException closing) {
            // Nobody needs to know any more.
        }
    }

    /** Somebody has asked for the capacity. */
    void learned(MediumFacts facts) {
        if (!facts.equals(medium)) {
            medium = facts;
            context.changed();
        }
    }

    /** What a unit attention condition tells may be otherwise now. */
    void noticed(AdditionalSense condition) {
        switch (condition) {
            case INQUIRY_DATA_HAS_CHANGED -> later(this::identifyAgain);
            case POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED,
                    POWER_ON_OCCURRED,
                    SCSI_BUS_RESET_OCCURRED,
                    BUS_DEVICE_RESET_FUNCTION_OCCURRED,
                    MODE_PARAMETERS_CHANGED -> learnLater();
            case NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED, CAPACITY_DATA_HAS_CHANGED -> {
                doubtMedium();
                learnLater();
            }
            default -> {
                // Nothing that is known here.
            }
        }
    }

    private void identifyAgain() {
        try {
            identity = Identity.read(queries());
            context.changed();
        } catch (IOException gone) {
            presence.look();
        }
    }

    /** The same logical unit is there again, maybe with another medium or firmware. */
    void returned(Identity now) {
        identity = now;
        DeviceQueries queries = queries();
        queries.testUnitReady();
        preventAgain(queries);
        learnAgain();
    }

    /** What initiators prevent, a device that has been away, or was not served for a moment, may have forgotten. */
    private void preventAgain(DeviceQueries queries) {
        prevention.told(
                context.removalPrevented() && queries.run(0x1E, 0, 0, 0, 1, 0).isSuccess());
    }

    /** What has to be looked at from time to time; on one of the device's threads. */
    void beat() {
        presence.look();
        if (presence.there() && (mediumUnread || !medium.certain())) {
            MediumFacts before = medium;
            learnMedium(queries());
            if (!medium.equals(before)) {
                context.changed();
            }
        }
        if (prevention.outlived() && queries().run(0x1E, 0, 0, 0, 0, 0).isSuccess()) {
            prevention.told(false);
        }
    }

    // DeviceServer

    @Override
    public DeviceCharacteristics characteristics() {
        Identity now = identity;
        return new DeviceCharacteristics(
                type, now.removable(), now.vendor(), now.product(), now.revision(), now.standards(), false);
    }

    @Override
    public LogicalUnitNames names() {
        return new LogicalUnitNames(identity.serial(), "", "", "", "", "", "");
    }

    @Override
    public List<DesignationDescriptor> designators() {
        return identity.designators();
    }

    @Override
    public List<VpdPage> vpdPages() {
        return identity.pages();
    }

    @Override
    public byte[] controlModePage() {
        byte[] control = pages.control();
        return control == null ? null : control.clone();
    }

    @Override
    public Duration timeLimit(TimeoutClass allowed) {
        return kind().timeout(allowed).plus(ERROR_RECOVERY);
    }

    @Override
    public CommandSet commandSet() {
        return commandSet;
    }

    @Override
    public int threads() {
        return way().synchronous() ? 16 : 0;
    }

    @Override
    public long capacity() {
        MediumFacts now = medium;
        return kind().hasBlocks() ? Math.min(now.blocks(), Long.MAX_VALUE / now.blockLength()) : 0;
    }

    @Override
    public int blockLength() {
        return medium.blockLength();
    }

    /** Core has told every initiator that it was reset: what the device says of it is taken here. */
    @Override
    public void reset(Runnable done) {
        resets.begin(this::resetNow, done);
    }

    private void resetNow() {
        if (presence.reset()) {
            queries().testUnitReady();
            prevention.told(false);
            learnAgain();
        }
    }

    @Override
    public boolean configure(DeviceConfiguration configuration) throws IOException {
        return PassthroughSettings.read(configuration.properties()).equals(settings) && presence.there();
    }

    /** The device has written what it has answered, or keeps it in a cache of its own, which is the initiators' to flush. */
    @Override
    public void flush() {}

    @Override
    public void close() {
        resets.close();
        presence.close();
    }
}
