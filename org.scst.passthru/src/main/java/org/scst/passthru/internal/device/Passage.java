package org.scst.passthru.internal.device;

import java.util.function.Consumer;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * What a command family needs besides being passed through.
 *
 * <p><i>Threading:</i> {@link #parse} on the nexus's executor, {@link #ended} on whatever thread the device's answer is told; neither
 * blocks.
 */
interface Passage {
    /** Nothing. */
    Passage PLAIN = new Passage() {};

    /** Before data moves; {@code null} to go on, or why the command cannot be processed. */
    default Outcome parse(DeviceCommand command) {
        return null;
    }

    /**
     * The device has answered, and Data-In is in the command's buffer.
     *
     * @param answer to be given the outcome once, now or later
     */
    default void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
        answer.accept(outcome);
    }

    /** Whether Data-In goes with an outcome that is no success: what adapters say of it is not to be believed otherwise. */
    default boolean hasData(DeviceCommand command, Outcome outcome) {
        return false;
    }

    /** Bytes of a piece that were not transferred, where the device's sense data knows better than its adapter. */
    default int residual(DeviceCommand command, Outcome outcome, int length, int residual) {
        return Math.clamp(residual, 0, length);
    }
}
