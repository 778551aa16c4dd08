package org.scst.core.internal.nexus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.scst.core.admin.CommandSnapshot;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.scsi.LogicalUnitNumber;
import org.scst.core.scsi.Outcome;
import org.scst.core.target.NexusState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one nexus from the driver's asking for one to its end: those in flight, in their order and by identifier, and
 * those kept to be used again.
 *
 * <p><i>Threading:</i> confined to the nexus's executor, but for {@link #count} and {@link #unusedCommand}.
 */
final class NexusCommands {
    private static final Logger LOG = LoggerFactory.getLogger(NexusCommands.class);

    private final ItNexus nexus;
    private final TagTable tags = new TagTable();
    private final CommandsInFlight inFlight = new CommandsInFlight();
    private final ArrayDeque<Command> idle = new ArrayDeque<>();

    NexusCommands(ItNexus nexus) {
        this.nexus = nexus;
    }

    // What they are made of

    /** A command that is not of those kept for recycling, while they may be another thread's. */
    Command unusedCommand() {
        Command command = new Command(nexus);
        command.reset();
        return command;
    }

    Command newCommand() {
        Command command = idle.pollFirst();
        if (command == null) {
            return unusedCommand();
        }
        command.reset();
        return command;
    }

    void recycle(Command command) {
        command.forgetHandler();
        idle.addFirst(command);
    }

    /** Attachments are objects of the driver's own: each would keep all classes of a revision that is gone. */
    void forgetAttachments() {
        forgetIdle();
        for (Command command : inFlight.all()) {
            command.attachment(null);
        }
    }

    void forgetIdle() {
        idle.clear();
    }

    // In flight

    /** How many are in flight; callable anywhere. */
    int count() {
        return inFlight.count();
    }

    boolean isEmpty() {
        return inFlight.isEmpty();
    }

    /** Those in flight, oldest first; a copy. */
    List<Command> all() {
        return inFlight.all();
    }

    /** The command in flight with this identifier, or {@code null}. */
    Command find(long identifier) {
        return tags.find(identifier);
    }

    /** @param refused its outcome, or {@code null} when it is to be processed */
    void begin(Command command, Outcome refused) {
        command.enter(CommandState.RECEIVED);
        command.receivedAt = nexus.tick();
        command.stateSince = 0;
        command.outcome = refused;
        inFlight.add(command);
        if (nexus.state() == NexusState.LEAVING || nexus.state() == NexusState.GONE) {
            command.abortReason = AbortReason.NEXUS_LOST;
            command.outcome = Outcome.BUSY;
        } else if (!tags.add(command)) {
            overlapped(command);
        }
        nexus.machine().run(command);
    }

    /** Begins what a command does at another logical unit; it has no identifier, for no initiator has sent it. */
    void beginChild(Command parent, int lun, LogicalUnit unit, ChildWork work) {
        ItlNexus at = nexus.itl(LogicalUnitNumber.encode(lun));
        if (at.logicalUnit() != unit) {
            work.ended(ChildWork.NOT_REACHABLE);
            work.left();
            return;
        }
        Command child = newCommand();
        child.becomeChild(parent, at, work);
        child.enter(CommandState.RECEIVED);
        child.receivedAt = nexus.tick();
        child.stateSince = 0;
        child.outcome = null;
        child.abortReason = parent.aborted() ? AbortReason.ABORTED : AbortReason.NONE;
        inFlight.add(child);
        nexus.machine().run(child);
    }

    private void overlapped(Command command) {
        nexus.environment().counters().overlapped.increment();
        LOG.warn(
                "{} used command identifier {} twice: all its commands end",
                nexus.description().initiatorName(),
                Long.toHexString(command.identifier()));
        command.outcome = Outcome.OVERLAPPED_COMMANDS;
        AffectedCommands nobody = new AffectedCommands(left -> {});
        abort(other -> other != command, AbortReason.ABORTED, nobody);
        nobody.complete();
    }

    /** Its identifier may be used again. */
    void releaseIdentifier(Command command) {
        tags.remove(command);
    }

    void remove(Command command) {
        inFlight.remove(command);
    }

    /** Aborts the commands that match; {@code affected} is told when each has left. */
    void abort(Predicate<Command> match, AbortReason reason, AffectedCommands affected) {
        for (Command command : inFlight.matching(match)) {
            if (command.inFlight && match.test(command)) {
                command.awaitedBy(affected);
                nexus.machine().abort(command, reason);
            }
        }
    }

    /** Aborts every command; {@code affected} is told when the last has left. */
    void abortAll(AbortReason reason, AffectedCommands affected) {
        abort(command -> true, reason, affected);
        affected.complete();
    }

    // What they wait for

    void memoryAwaited(Command command) {
        nexus.environment().counters().memoryWaits.increment();
        command.stateSince = nexus.now();
    }

    void memoryAvailable(Command command, long incarnation) {
        if (command.incarnation == incarnation && command.inFlight) {
            nexus.machine().run(command);
        }
    }

    /** To be run when the bytes of a Data-In window have left. */
    Runnable windowLeft(Command command, long incarnation) {
        return () -> nexus.execute(() -> {
            if (command.incarnation == incarnation && command.inFlight) {
                nexus.machine().windowLeft(command);
            }
        });
    }

    /** The driver owes them data and will not bring it any more. */
    void driverGone() {
        for (Command command : inFlight.all()) {
            if (command.transfer.outstanding()) {
                command.transfer.driverGone();
                nexus.machine().run(command);
            }
        }
    }

    /** For whoever asks; oldest first. */
    List<CommandSnapshot> snapshots(String id) {
        List<CommandSnapshot> rows = new ArrayList<>();
        long at = nexus.tick();
        for (Command command : inFlight.all()) {
            rows.add(CommandRow.of(command, id, at));
        }
        return rows;
    }
}
