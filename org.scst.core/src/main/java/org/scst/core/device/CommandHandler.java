package org.scst.core.device;

import org.osgi.annotation.versioning.ConsumerType;
import org.scst.core.scsi.Outcome;

/**
 * Processes the commands of one row, or of several: one class per command family.
 *
 * <p><b>Purpose.</b> Does what the clause says and returns the outcome.
 *
 * <p><b>Threading.</b> {@link #parse}, {@link #process} and {@link #aborted} run on the executor of the command's nexus, for many nexuses at a
 * time; {@link #processBlocking} on the device's context.
 *
 * <p><b>Blocking.</b> Only {@link #processBlocking} may block.
 *
 * <p><b>Ownership.</b> The command is borrowed until answered.
 *
 * <p><b>Required or optional.</b> {@link #process} is required; {@link #processBlocking} where work is handed over.
 */
@ConsumerType
@FunctionalInterface
public interface CommandHandler {

    /**
     * Processes one window.
     *
     * @return the outcome; or {@code null} when it follows: through {@link DeviceContext#complete}, or by
     *     {@link #processBlocking} after {@link DeviceCommand#handOver}
     */
    Outcome process(DeviceCommand command);

    /** Goes on with a command that was handed over; returns its outcome, or {@code null} when it follows. */
    default Outcome processBlocking(DeviceCommand command) {
        throw new IllegalStateException("handed over without a way to go on: " + command.descriptor());
    }

    /**
     * A command that {@link #process} was given, and that follows, is wanted by nobody any more: it is aborted, or has been answered for
     * the handler since it took too long. It may be ended early, and has to be answered still: until then its buffer is borrowed, and
     * whoever has aborted it waits. How it ends the initiator is not told. Runs on the executor of the command's nexus, once or more
     * often, and must not block.
     */
    default void aborted(DeviceCommand command) {}

    /**
     * Reads what processing a command of this logical unit begins with, because one is expected soon: with thousands of logical units
     * that is nowhere near. Runs on the executor of the command's nexus, and changes nothing.
     *
     * @return anything that depends on what was read, so that the reading is not left out
     */
    default int glance() {
        return 0;
    }

    /**
     * Looks at the CDB before data moves: calls {@link DeviceCommand#transfer} where the length depends on more than the row.
     *
     * @return {@code null} to go on, or the outcome of a CDB that cannot be processed
     */
    default Outcome parse(DeviceCommand command) {
        return null;
    }
}
