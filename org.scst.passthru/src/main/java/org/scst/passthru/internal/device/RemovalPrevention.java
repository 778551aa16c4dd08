package org.scst.passthru.internal.device;

import java.util.function.Consumer;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.device.DeviceContext;
import org.scst.core.scsi.Outcome;

/**
 * PREVENT ALLOW MEDIUM REMOVAL: the device is told to prevent it as long as some initiator does. Those who are lost, or reset, prevent it
 * no more.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class RemovalPrevention implements CommandHandler {
    private static final int PREVENT_BYTE = 4;

    private final DeviceContext context;
    private final CommandHandler forwarding;
    /** Whether the device prevents it for us. */
    private volatile boolean told;

    RemovalPrevention(PassthroughDevice device, DeviceContext context) {
        this.context = context;
        this.forwarding = new Forwarding(device, new Passage() {
            @Override
            public void ended(DeviceCommand command, Outcome outcome, Consumer<Outcome> answer) {
                if (outcome.isSuccess()) {
                    done(command);
                }
                answer.accept(outcome);
            }
        });
    }

    private void done(DeviceCommand command) {
        boolean prevent = prevents(command);
        context.preventRemoval(command, prevent);
        told = prevent;
    }

    private static boolean prevents(DeviceCommand command) {
        return command.cdb().bit(PREVENT_BYTE, 0);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        if (!prevents(command)) {
            context.preventRemoval(command, false);
            if (context.removalPrevented()) {
                return Outcome.GOOD;
            }
        }
        return forwarding.process(command);
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        return forwarding.processBlocking(command);
    }

    /** Whether the device prevents what no initiator does any more. */
    boolean outlived() {
        return told && !context.removalPrevented();
    }

    /** Whether the device has been told to prevent it; a reset makes it forget that. */
    void told(boolean now) {
        told = now;
    }
}
