package org.scst.core.internal.nexus;

import java.time.Duration;
import java.util.List;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TimeoutClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every owner of a command has a deadline: a handler is left behind, a buffer no longer waited for, a driver that brings no data
 * loses the nexus.
 *
 * <p><i>Threading:</i> stateless; called on the nexus's executor, about once a second.
 */
final class Deadlines {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    private static final Duration MARGIN = Duration.ofSeconds(5);

    private Deadlines() {}

    /** Looks at the commands in flight. */
    static void sweep(ItNexus nexus, List<Command> inFlight) {
        long now = nexus.tick();
        List<Command> late =
                inFlight.stream().filter(command -> late(command, now)).toList();
        late.forEach(Deadlines::overdue);
    }

    private static boolean late(Command command, long now) {
        NexusLimits limits = command.nexus.limits();
        return switch (command.state) {
            case PROCESSING ->
                command.asked
                        && !command.answered
                        && !unbounded(command)
                        && now - command.stateSince > processing(command).toNanos();
            case PREPARED -> now - command.receivedAt > limits.memory().toNanos();
            case AWAITING_DATA_OUT, AWAITING_DATA_IN ->
                now - command.stateSince > forData(command).toNanos();
            default -> false;
        };
    }

    /** Either the driver has a window to move, or between two windows there is no memory. */
    private static Duration forData(Command command) {
        return driverOwes(command)
                ? transfer(command.nexus)
                : command.nexus.limits().memory();
    }

    private static boolean driverOwes(Command command) {
        return command.state == CommandState.AWAITING_DATA_IN
                ? command.transfer.leaving >= DataTransfer.WINDOWS
                : command.transfer.outstanding();
    }

    /** A driver has its own deadline: core's is behind it. */
    private static Duration transfer(ItNexus nexus) {
        Duration own = Duration.ofSeconds(nexus.port().description().transferDeadlineSeconds());
        Duration limit = nexus.limits().transfer();
        return own.compareTo(limit) < 0 ? limit : own.plus(MARGIN);
    }

    private static Duration processing(Command command) {
        Duration own = own(command);
        if (own != null) {
            return own;
        }
        NexusLimits limits = command.nexus.limits();
        return allowed(command) == TimeoutClass.LONG ? limits.longProcessing() : limits.processing();
    }

    private static TimeoutClass allowed(Command command) {
        CommandDescriptor row = command.row.descriptor();
        return row == null ? TimeoutClass.NORMAL : row.timeoutClass();
    }

    /** As its device server says; core's own commands have nothing to do with that. */
    private static Duration own(Command command) {
        return command.row.core() ? null : command.logicalUnit().timeLimit(allowed(command));
    }

    private static boolean unbounded(Command command) {
        return allowed(command) == TimeoutClass.UNBOUNDED && own(command) == null;
    }

    private static void busy(Command command) {
        command.outcome = Outcome.BUSY;
        command.nexus.machine().run(command);
    }

    private static void overdue(Command command) {
        if (!command.inFlight) {
            return;
        }
        ItNexus nexus = command.nexus;
        switch (command.state) {
            case PROCESSING -> {
                nexus.environment().counters().detached.increment();
                LOG.error(
                        "Device {} has not answered {} within {} s: it is hung",
                        command.logicalUnit().name(),
                        command,
                        processing(command).toSeconds());
                nexus.machine().detach(command);
            }
            case PREPARED -> busy(command);
            default -> {
                if (!driverOwes(command)) {
                    busy(command);
                    return;
                }
                LOG.warn(
                        "{} has not moved the data of {} in time: the nexus is closed",
                        nexus.description().initiatorName(),
                        command);
                nexus.transport().closeNexus("data not moved in time");
            }
        }
    }
}
