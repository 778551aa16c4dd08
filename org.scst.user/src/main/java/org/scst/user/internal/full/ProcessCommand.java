package org.scst.user.internal.full;

import java.util.concurrent.locks.LockSupport;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.scsi.Outcome;

/**
 * Gives commands to the process. Only where its ring is full a thread of the device waits for room.
 *
 * <p><i>Threading:</i> thread-safe.
 */
final class ProcessCommand implements CommandHandler {
    private static final long NO_ROOM_NANOS = 50_000;

    private final FullDevice device;
    private final CommandRule rule;

    ProcessCommand(FullDevice device, CommandRule rule) {
        this.device = device;
        this.rule = rule;
    }

    @Override
    public Outcome parse(DeviceCommand command) {
        return rule.parse(command);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        HandedCommand handed = new HandedCommand(device, command, rule);
        Outcome outcome = handed.prepare();
        if (outcome != null) {
            return outcome;
        }
        if (handed.submit()) {
            return null;
        }
        handed.letGo();
        return command.handOverInBatch();
    }

    @Override
    public Outcome processBlocking(DeviceCommand command) {
        HandedCommand handed = new HandedCommand(device, command, rule);
        Outcome outcome = handed.prepare();
        // The object may be another command's as soon as this one has been submitted.
        long token = command.token();
        while (outcome == null && !handed.submit()) {
            if (device.gone() || command.aborted()) {
                handed.letGo();
                return device.gone() ? HandedCommand.GONE : Outcome.TASK_ABORTED;
            }
            LockSupport.parkNanos(NO_ROOM_NANOS);
        }
        if (outcome == null && command.aborted()) {
            HandedCommand.abort(device, command, token); // since it was looked at
        }
        return outcome;
    }

    @Override
    public void aborted(DeviceCommand command) {
        HandedCommand.abort(device, command, command.token());
    }
}
