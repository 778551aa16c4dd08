package org.scst.core.internal.nexus;

import org.scst.core.internal.statistics.CommandStatistics;
import org.scst.core.internal.statistics.CommandStatistics.Stage;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Status;

/**
 * The end of a command: the edge to RESPONDING, delivery, and the release of everything exactly once.
 *
 * <p><i>Threading:</i> confined to the nexus's executor.
 */
final class Responses {
    private final ItNexus nexus;
    private final CommandMachine machine;
    private Command firstUndelivered;
    private Command lastUndelivered;

    Responses(ItNexus nexus, CommandMachine machine) {
        this.nexus = nexus;
        this.machine = machine;
    }

    /** Gives the response to the driver, or lets the command end without one. */
    CommandState respond(Command command) {
        if (command.responseGiven) {
            return null;
        }
        DataTransfer transfer = command.transfer;
        if (!transfer.terminate(command.driver())) {
            return null;
        }
        if (command.outcome != null && command.outcome.sense() != null && command.abortReason == AbortReason.NONE) {
            CheckConditions.ended(command);
        }
        leaveTaskSet(command);
        if (!command.detached) {
            transfer.release();
        }
        AbortReason reason = command.abortReason;
        if (reason == AbortReason.CLEARED_WITH_STATUS) {
            // Another nexus waits until it has stopped, not until a peer that may not read has its response.
            command.tellWaiters(command.leftNothing());
            if (nexus.parked()) {
                return null;
            }
        }
        command.responseGiven = true;
        if (command.parent != null) {
            command.parent.child = null;
        }
        if (!reason.responds()) {
            takeBackAttention(command);
            command.driver().commandAborted(command);
            return CommandState.ENDED;
        }
        if (reason == AbortReason.CLEARED_WITH_STATUS) {
            takeBackAttention(command);
            command.outcome = Outcome.TASK_ABORTED;
        }
        settleResidual(command);
        count(command);
        if (command.parent != null) {
            command.driver().sendCommandComplete(command);
            return CommandState.ENDED; // by this call it is delivered
        }
        append(command);
        command.driver().sendCommandComplete(command);
        return null;
    }

    private void leaveTaskSet(Command command) {
        nexus.commands().releaseIdentifier(command);
        if (command.itl == null) {
            return;
        }
        TaskSet taskSet = command.itl.taskSet();
        taskSet.remove(command);
        machine.wake(taskSet);
        if (command.insideFence && !command.detached) {
            command.insideFence = false;
            command.logicalUnit().fence().leave(nexus.slot());
        }
        command.itl.commandLeft();
    }

    /**
     * Data-In that did not fill what the initiator expects is an underflow; Data-Out counts what the CDB consumes, also when the
     * initiator has announced data in both directions.
     */
    private void settleResidual(Command command) {
        if (!nexus.expectedLengths()) {
            command.residual = 0;
            return;
        }
        boolean writes = command.transfer.dataOut() && command.expectedDataOut > 0;
        if (command.expectedDataIn > 0 && !writes) {
            long missing = command.expectedDataIn - command.transfer.moved;
            command.residual = missing > 0 ? -missing : Math.max(command.residual, 0);
        }
    }

    private void count(Command command) {
        if (command.itl == null) {
            return;
        }
        CommandStatistics statistics = command.itl.statistics();
        long now = nexus.tick();
        DataTransfer transfer = command.transfer;
        long bytes = transfer.moved;
        boolean checkCondition = command.outcome.status() == Status.CHECK_CONDITION;
        statistics.ended(bytes, now - command.receivedAt, checkCondition);
        if (checkCondition
                && command.outcome.sense().additional() == AdditionalSense.SPACE_ALLOCATION_FAILED_WRITE_PROTECT) {
            command.logicalUnit().mediumFull(nexus.description().initiatorName());
        }
        if (bytes > 0 && transfer.dataIn()) {
            statistics.read(bytes);
        } else if (bytes > 0) {
            statistics.written(bytes);
        }
        if (command.inHandler || command.processed > 0) {
            statistics.spent(Stage.WAITING, bytes, command.waited);
            statistics.spent(Stage.PROCESSING, bytes, inHandler(command, now));
        }
        command.stateSince = now;
    }

    private static long inHandler(Command command, long now) {
        return command.processed + (command.inHandler ? now - command.stateSince : 0);
    }

    private void append(Command command) {
        command.nextResponding = null;
        if (lastUndelivered == null) {
            firstUndelivered = command;
        } else {
            lastUndelivered.nextResponding = command;
        }
        lastUndelivered = command;
    }

    /** The oldest responses have left. */
    void delivered(int responses) {
        long now = nexus.tick();
        for (int i = 0; i < responses; i++) {
            Command command = firstUndelivered;
            if (command == null) {
                throw new IllegalStateException("delivered " + responses + " responses, " + i + " were given");
            }
            firstUndelivered = command.nextResponding;
            if (firstUndelivered == null) {
                lastUndelivered = null;
            }
            command.nextResponding = null;
            if (command.itl != null) {
                command.itl.statistics().spent(Stage.DELIVERY, command.transfer.moved, now - command.stateSince);
            }
            command.enter(CommandState.ENDED);
            machine.run(command);
        }
    }

    /** What was given and not delivered never will be: reported unit attentions come back. */
    void undeliverable() {
        while (firstUndelivered != null) {
            Command command = firstUndelivered;
            firstUndelivered = command.nextResponding;
            command.nextResponding = null;
            takeBackAttention(command);
            command.enter(CommandState.ENDED);
            machine.run(command);
        }
        lastUndelivered = null;
    }

    private static void takeBackAttention(Command command) {
        if (command.reportedAttention != null) {
            command.itl.takeBack(command.reportedAttention);
            command.reportedAttention = null;
        }
    }

    /** Releases the command; what storage still has stays until it comes back. */
    CommandState ended(Command command) {
        if (command.detached && command.answered) {
            comeBack(command);
        }
        if (!command.inFlight) {
            return null;
        }
        boolean out = command.detached;
        command.fenceWait.end();
        nexus.commands().remove(command);
        command.tellWaiters(command.leftNothing());
        if (!out) {
            left(command);
            nexus.commands().recycle(command);
        }
        nexus.commandLeft();
        return null;
    }

    private static void left(Command command) {
        if (command.work != null) {
            command.work.left();
        }
    }

    private void comeBack(Command command) {
        command.detached = false;
        command.answered = false;
        command.asked = false;
        command.takeAnswer();
        command.transfer.release();
        left(command);
        if (command.insideFence) {
            command.insideFence = false;
            command.logicalUnit().fence().leave(nexus.slot());
        }
        command.itl.owed(-1);
        command.logicalUnit().detachedCommandReturned();
    }

    /** After a defect: the command ends all the same, or the nexus does. */
    void fail(Command command) {
        if (command.parent != null && (command.responseGiven || command.state == CommandState.RESPONDING)) {
            failChild(command);
            return;
        }
        if (command.responseGiven || command.state == CommandState.RESPONDING) {
            nexus.transport().closeNexus("internal error");
            if (command.state == CommandState.RESPONDING && !command.abortReason.responds()) {
                command.enter(CommandState.ENDED);
                machine.schedule(command);
            }
            return;
        }
        if (command.state == CommandState.ENDED) {
            return;
        }
        takeBackAttention(command);
        command.outcome = Outcome.INTERNAL_TARGET_FAILURE;
        command.state = CommandState.RESPONDING;
        machine.schedule(command);
    }

    /** Whoever was to hear of its end goes on no more: the parent ends too, and no initiator waits for either. */
    private void failChild(Command child) {
        Command parent = child.parent;
        if (parent.child == child) {
            parent.child = null;
        }
        if (child.state != CommandState.ENDED) {
            child.enter(CommandState.ENDED);
            machine.schedule(child);
        }
        parent.answer(parent.token(), Outcome.INTERNAL_TARGET_FAILURE);
    }
}
