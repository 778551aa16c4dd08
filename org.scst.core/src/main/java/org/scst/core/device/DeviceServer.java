package org.scst.core.device;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

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

    /** Log pages besides those core makes itself (00, 19). */
    default List<LogPage> logPages() {
        return List.of();
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
     * An operator has cleared what {@link DeviceContext#latchWriteError} set: writes come again. Called on the control thread;
     * must not block.
     */
    default void writeErrorCleared() {}

    /** Makes every completed write durable. */
    void flush() throws IOException;

    /** Flushes and lets go. All commands have left. */
    void close() throws IOException;
}
