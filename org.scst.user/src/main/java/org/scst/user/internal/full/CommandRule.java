package org.scst.user.internal.full;

import java.util.function.Consumer;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * What a command family needs besides being given to the process.
 *
 * <p><i>Threading:</i> {@link #parse} on the nexus's executor, {@link #ended} on whatever thread takes the reply; neither blocks.
 */
interface CommandRule {
    /** Nothing. */
    CommandRule PLAIN = new CommandRule() {};

    /** Before data moves; {@code null} to go on, or why the command cannot be processed. */
    default Outcome parse(DeviceCommand command) {
        return null;
    }

    /**
     * The process has answered, and Data-In is in the command's buffer.
     *
     * @param answer to be given the outcome once, now or later
     */
    default void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
        answer.accept(outcome);
    }
}
