package org.scst.core.device;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.TimeoutClass;

/**
 * One opened device: the SCSI device server's part that knows the medium.
 *
 * <p><b>Purpose.</b> Says what it is and which commands it processes.
 *
 * <p><b>Threading.</b> The describing methods are called on the device's context after opening and whenever
 * {@link DeviceContext#changed()} was called; {@link #configure}, {@link #flush} and {@link #close} on the device's context,
 * one at a time.
 *
 * <p><b>Blocking.</b> Describing methods must not; the others may.
 *
 * <p><b>Ownership.</b> Core's, from {@link DeviceHandler#open} to {@link #close}.
 *
 * <p><b>Required or optional.</b> Methods without a default are required.
 */
@ConsumerType
public interface DeviceServer {

    /** Standard INQUIRY facts and whatever else core answers in the device's name. */
    DeviceCharacteristics characteristics();

    /** Names that its file gives the logical unit; core has some for it in any case. */
    default LogicalUnitNames names() {
        return LogicalUnitNames.NONE;
    }

    /** What designates the logical unit of a real device, as that says; empty: core makes designators of {@link #names}. */
    default List<DesignationDescriptor> designators() {
        return List.of();
    }

    /**
     * The current values of the Control mode page of a real device, which processes MODE SENSE and MODE SELECT itself: what they say of
     * task sets, of sense data and of TASK ABORTED holds for the logical unit. {@code null}: the page is core's.
     */
    default byte[] controlModePage() {
        return null;
    }

    /** How long core waits for a command of a class before it is detached; {@code null}: as core is configured. */
    default Duration timeLimit(TimeoutClass allowed) {
        return null;
    }

    /**
     * A LOGICAL UNIT RESET has begun: commands are being ended, those of the medium that come are held. Of use to a real device. On any
     * thread; must not block. May be called after {@link #close}, until another server has opened.
     *
     * @param done to be run once, on any thread, when the device has been reset: the function is answered no sooner
     */
    default void reset(Runnable done) {
        done.run();
    }

    /** Rows and handlers for the commands of the medium; core adds its own. */
    CommandSet commandSet();

    /** Pages besides those core makes itself (00, 80, 83). */
    default List<VpdPage> vpdPages() {
        return List.of();
    }

    /** Mode pages besides those core makes itself (Control). */
    default List<ModePage> modePages() {
        return List.of();
    }

    /** Whether TST in the Control mode page is 000b by default: one task set for all I_T nexuses; else 001b. */
    default boolean sharesTaskSet() {
        return false;
    }

    /** Threads of the device at most, for what blocks; 0: as many as core gives. */
    default int threads() {
        return 0;
    }

    /** Log pages besides those core makes itself (00, 19). */
    default List<LogPage> logPages() {
        return List.of();
    }

    /** The medium for third-party copies; {@code null} when it takes no part in them. */
    default LogicalBlocks logicalBlocks() {
        return null;
    }

    /** Number of logical blocks, 0 without medium. */
    long capacity();

    /** Logical block length in bytes. */
    int blockLength();

    /**
     * A mode page took new current values, by MODE SELECT, reset or restart. Called on the nexus's executor or the device's
     * context; must not block.
     */
    default void modePageChanged(ModePage page, byte[] current) {}

    /**
     * Takes a changed file without reopening, if it can.
     *
     * @return {@code false}: core closes and reopens the device
     * @throws ConfigurationException when a property is wrong: the device goes on as it was, and the problem is shown
     */
    default boolean configure(DeviceConfiguration configuration) throws IOException {
        return false;
    }

    /**
     * An operator takes the medium out. On the device's context.
     *
     * @param force even when an initiator prevents it
     * @throws IOException with the reason when it stays
     */
    default void eject(boolean force) throws IOException {
        throw new IOException("its medium cannot be taken out");
    }

    /**
     * An operator puts the medium back that was taken out. On the device's context.
     *
     * @throws IOException with the reason when it cannot be
     */
    default void load() throws IOException {
        throw new IOException("its medium is always in it");
    }

    /**
     * An operator has cleared what {@link DeviceContext#latchWriteError} set: writes come again. Called on the control thread;
     * must not block.
     */
    default void writeErrorCleared() {}

    /** Makes every completed write durable. */
    void flush() throws IOException;

    /** Flushes and lets go. All commands have left. */
    void close() throws IOException;
}
