package org.scst.core.internal.nexus;

import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.LogicalUnitView;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskAttribute;
import org.scst.core.target.DataOutResult;

/**
 * The loop that owns every change of a command's state: a stage returns the next state, or {@code null} to stay, and never calls
 * the next stage.
 *
 * <p><i>Threading:</i> confined to the nexus's executor. Calls from drivers and handlers may nest; a command that is already
 * running, and every command woken by another, is taken up by the outermost loop.
 */
final class CommandMachine {
    private static final Outcome DATA_PHASE_ERROR =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.PROTOCOL_SERVICE_CRC_ERROR);
    /**
     * For a command that storage still has. Every initiator may send it again, and it is true: some of it may have been done.
     * (BUSY would be a promise that nothing was; COMMAND TIMEOUT DURING PROCESSING is an I/O error at once for Linux 6.5 and
     * later, which take it for a duration limit.)
     */
    private static final Outcome STORAGE_TIME_OUT =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.LOGICAL_UNIT_COMMUNICATION_TIME_OUT);

    private static final Outcome UNEXPECTED_DATA =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.WRITE_ERROR_UNEXPECTED_UNSOLICITED_DATA);
    private static final Outcome WRONG_AMOUNT =
            Outcome.check(SenseKey.ABORTED_COMMAND, AdditionalSense.WRITE_ERROR_NOT_ENOUGH_UNSOLICITED_DATA);

    private final ItNexus nexus;
    private final HandOverBatches handedOver;
    private final Responses responses;
    private Command firstRunnable;
    private Command lastRunnable;
    private boolean draining;

    CommandMachine(ItNexus nexus) {
        this.nexus = nexus;
        this.handedOver = new HandOverBatches(nexus);
        this.responses = new Responses(nexus, this);
    }

    HandOverBatches handedOver() {
        return handedOver;
    }

    Responses responses() {
        return responses;
    }

    /** Runs a command as far as it goes, and whatever it wakes. */
    void run(Command command) {
        schedule(command);
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (firstRunnable != null) {
                advance(takeRunnable());
            }
        } finally {
            draining = false;
        }
    }

    /** Has the outermost loop run the command; only called inside of it, or by {@link #run}. */
    void schedule(Command command) {
        if (command.runnable) {
            return;
        }
        command.runnable = true;
        command.nextRunnable = null;
        if (lastRunnable == null) {
            firstRunnable = command;
        } else {
            lastRunnable.nextRunnable = command;
        }
        lastRunnable = command;
    }

    private Command takeRunnable() {
        Command command = firstRunnable;
        firstRunnable = command.nextRunnable;
        if (firstRunnable == null) {
            lastRunnable = null;
        }
        command.runnable = false;
        command.nextRunnable = null;
        return command;
    }

    private void advance(Command command) {
        if (nexus.parked() && !aborted(command) && command.state != CommandState.ENDED) {
            return;
        }
        try {
            for (CommandState next = stage(command); next != null; next = stage(command)) {
                command.enter(next);
            }
        } catch (RuntimeException | Error bug) {
            nexus.reportBug(command, bug);
            responses.fail(command);
        }
    }

    private CommandState stage(Command command) {
        return switch (command.state) {
            case RECEIVED -> received(command);
            case ROUTED -> routed(command);
            case ADMITTED -> CommandState.PREPARED;
            case PREPARED -> prepared(command);
            case AWAITING_DATA_OUT -> awaitingDataOut(command);
            case DORMANT -> dormant(command);
            case ENABLED -> enabled(command);
            case PROCESSING -> processing(command);
            case AWAITING_DATA_IN -> awaitingDataIn(command);
            case RESPONDING -> responses.respond(command);
            case ENDED -> responses.ended(command);
        };
    }

    private static CommandState respond(Command command, Outcome outcome) {
        command.outcome = outcome;
        return CommandState.RESPONDING;
    }

    private static boolean aborted(Command command) {
        return command.abortReason != AbortReason.NONE;
    }

    private CommandState received(Command command) {
        if (command.outcome != null) {
            return CommandState.RESPONDING;
        }
        if (command.itl == null) {
            command.itl = nexus.itl(command.lun());
        }
        command.view = command.logicalUnit().view();
        Outcome refused = command.itl.taskSet().admitsPlainly(command) ? null : CheckConditions.refuse(command);
        if (refused == null) {
            refused = Routing.route(command);
        }
        if (nexus.swallows(command.transfer.declared > 0)) {
            command.abortReason = AbortReason.ABORTED;
            return CommandState.RESPONDING;
        }
        return refused == null ? CommandState.ROUTED : respond(command, refused);
    }

    private CommandState routed(Command command) {
        ItlNexus itl = command.itl;
        LogicalUnitView view = command.view;
        TaskSet taskSet = itl.taskSet();
        boolean full = taskSet.size() >= view.queueLimit();
        if (full && !command.row.core() && command.parent == null && command.attribute() != TaskAttribute.ACA) {
            return respond(command, nexus.commandsInFlight() <= 1 ? Outcome.BUSY : Outcome.TASK_SET_FULL);
        }
        taskSet.admit(command);
        return CommandState.ADMITTED;
    }

    private CommandState prepared(Command command) {
        if (aborted(command) || command.outcome != null) {
            return CommandState.RESPONDING;
        }
        if (command.fenceWait.unparsed()) {
            Outcome refused = Routing.parseLater(command);
            if (refused != null || command.fenceWait.unparsed()) {
                return refused != null ? respond(command, refused) : heldByFence(command);
            }
        }
        DataTransfer transfer = command.transfer;
        if (transfer.dataOut()) {
            return transfer.fetch(command.driver()) ? CommandState.AWAITING_DATA_OUT : waitForMemory(command);
        }
        if (transfer.dataIn() && !transfer.openIn()) {
            return waitForMemory(command);
        }
        return gate(command);
    }

    private CommandState waitForMemory(Command command) {
        long incarnation = command.incarnation;
        nexus.commands().memoryAwaited(command);
        command.logicalUnit()
                .budget()
                .whenAvailable(nexus.poster(), () -> nexus.commands().memoryAvailable(command, incarnation));
        return null;
    }

    private CommandState awaitingDataOut(Command command) {
        DataTransfer transfer = command.transfer;
        if (aborted(command) || transfer.failure() != null || command.outcome != null) {
            if (!transfer.terminate(command.driver())) {
                return null;
            }
            return respond(command, command.outcome != null ? command.outcome : outcomeOf(transfer.failure()));
        }
        if (!transfer.headReady()) {
            boolean asked = transfer.outstanding() || transfer.fetch(command.driver());
            return asked ? null : waitForMemory(command);
        }
        return command.judged ? CommandState.PROCESSING : gate(command);
    }

    private static Outcome outcomeOf(DataOutResult failure) {
        if (failure == null) {
            return null;
        }
        return switch (failure) {
            case DIGEST_ERROR -> DATA_PHASE_ERROR;
            case UNEXPECTED_UNSOLICITED_DATA -> UNEXPECTED_DATA;
            default -> WRONG_AMOUNT;
        };
    }

    private CommandState gate(Command command) {
        if (command.itl.taskSet().mayEnable(command)) {
            return CommandState.ENABLED;
        }
        return fallDormant(command);
    }

    private CommandState fallDormant(Command command) {
        command.stateSince = nexus.now();
        command.itl.taskSet().fallDormant();
        return CommandState.DORMANT;
    }

    private CommandState dormant(Command command) {
        TaskSet taskSet = command.itl.taskSet();
        if (aborted(command)) {
            taskSet.awake();
            command.fenceWait.end();
            return CommandState.RESPONDING;
        }
        boolean unparsed = command.fenceWait.unparsed();
        if (!unparsed && !taskSet.mayEnable(command) || !command.row.core() && waitsAtFence(command)) {
            return null;
        }
        taskSet.awake();
        command.fenceWait.end();
        return unparsed ? CommandState.PREPARED : CommandState.ENABLED;
    }

    private CommandState enabled(Command command) {
        if (aborted(command)) {
            return CommandState.RESPONDING;
        }
        if (!entersFence(command)) {
            return heldByFence(command);
        }
        Outcome refused = Judgement.judge(command);
        if (refused == null && !command.row.core() && !command.insideFence) {
            // Core's row when it passed the fence by, and another handler's since: it is judged once more by what holds
            // inside.
            if (!entersFence(command)) {
                return heldByFence(command);
            }
            refused = Judgement.judge(command);
        }
        command.judged = true;
        if (refused != null) {
            return respond(command, refused);
        }
        command.waited = nexus.now() - command.receivedAt;
        return CommandState.PROCESSING;
    }

    /** Whether the command is inside the fence now, or has no business with it. */
    private boolean entersFence(Command command) {
        if (!command.row.core() && !command.insideFence) {
            command.insideFence = command.logicalUnit().fence().tryEnter(nexus.slot());
            return command.insideFence;
        }
        return true;
    }

    /**
     * Waits at the fence, unless the logical unit is not ready: then it would never reach the handler anyway. Who has waited in
     * vain, or finds too many waiting, is to try again: then it is judged by what holds by then.
     */
    private CommandState heldByFence(Command command) {
        LogicalUnit unit = command.logicalUnit();
        if (command.parent != null && command.parent.insideFence) {
            return respond(command, Outcome.BUSY); // whoever is inside one fence must not wait at another
        }
        if (unit.fence().closed() && Judgement.refusedNotReady(command, unit.view())) {
            Outcome refused = command.fenceWait.hasWaited() ? Outcome.BUSY : Judgement.judge(command);
            if (refused != null) {
                return respond(command, refused);
            }
        }
        if (!command.fenceWait.begin()) {
            return respond(command, Outcome.BUSY);
        }
        return fallDormant(command);
    }

    private static boolean waitsAtFence(Command command) {
        LogicalUnit unit = command.logicalUnit();
        return unit.fence().closed() && !Judgement.refusedNotReady(command, unit.view());
    }

    private CommandState processing(Command command) {
        if (command.asked) {
            return command.answered ? processed(command, command.takeAnswer()) : null;
        }
        if (aborted(command)) {
            return CommandState.RESPONDING;
        }
        command.asked = true;
        command.answered = false;
        command.handOver = Command.HandOver.NONE;
        command.stateSince = nexus.now();
        command.inHandler = true;
        command.newToken();
        Outcome outcome = ask(command);
        if (outcome != null) {
            // A handler that has also answered by its token is heard once: that answer is on its way.
            return command.revokeToken() ? processed(command, outcome) : null;
        }
        if (command.handOver != Command.HandOver.NONE) {
            handedOver.add(command);
        }
        return null;
    }

    private static Outcome ask(Command command) {
        command.inProcess = true;
        try {
            return command.handler.process(command);
        } catch (RuntimeException | Error bug) {
            return Routing.failure(command, bug);
        } finally {
            command.inProcess = false;
        }
    }

    private CommandState processed(Command command, Outcome outcome) {
        command.asked = false;
        command.answered = false;
        DataTransfer transfer = command.transfer;
        boolean good = outcome.status() == Status.GOOD || outcome.status() == Status.CONDITION_MET;
        if (!good || aborted(command)) {
            if (outcome.hasData() && transfer.dataIn() && !aborted(command)) {
                transfer.send(command.driver(), true);
            }
            return respond(command, outcome);
        }
        if (transfer.dataOut()) {
            return nextDataOut(command, outcome);
        }
        if (transfer.dataIn()) {
            return nextDataIn(command, outcome);
        }
        return respond(command, outcome);
    }

    private CommandState nextDataOut(Command command, Outcome outcome) {
        DataTransfer transfer = command.transfer;
        transfer.moved += transfer.length();
        transfer.consumed();
        if (!transfer.unfinished()) {
            return respond(command, outcome);
        }
        leaveHandler(command);
        transfer.fetch(command.driver());
        return transfer.headReady() ? CommandState.PROCESSING : CommandState.AWAITING_DATA_OUT;
    }

    private CommandState nextDataIn(Command command, Outcome outcome) {
        DataTransfer transfer = command.transfer;
        boolean last = !transfer.moreToOpen();
        transfer.send(command.driver(), last);
        if (last) {
            return respond(command, outcome);
        }
        leaveHandler(command);
        return CommandState.AWAITING_DATA_IN;
    }

    /** Between two windows. */
    private void leaveHandler(Command command) {
        long now = nexus.tick();
        command.processed += now - command.stateSince;
        command.inHandler = false;
        command.stateSince = now;
    }

    private CommandState awaitingDataIn(Command command) {
        if (aborted(command) || command.outcome != null) {
            return CommandState.RESPONDING;
        }
        DataTransfer transfer = command.transfer;
        if (transfer.leaving >= DataTransfer.WINDOWS) {
            return null;
        }
        return transfer.openIn() ? CommandState.PROCESSING : waitForMemory(command);
    }

    /** The driver has answered for a window. */
    void dataOutReceived(Command command, int offset, int count, DataOutResult result) {
        command.transfer.received(offset, count, result);
        if (command.state == CommandState.AWAITING_DATA_OUT || command.state == CommandState.RESPONDING) {
            run(command);
        }
    }

    /** The bytes of a Data-In window have left. */
    void windowLeft(Command command) {
        command.transfer.leaving--;
        if (command.state == CommandState.AWAITING_DATA_IN) {
            command.stateSince = nexus.now();
        }
        run(command);
    }

    /** The handler's later answer has arrived on the nexus's executor. */
    void handlerAnswered(Command command) {
        run(command);
    }

    /** Storage has not answered in time: the command is answered for it and keeps what the handler may still touch. */
    void detach(Command command) {
        command.detached = true;
        tellHandler(command);
        for (Command parent = command.parent; parent != null; parent = parent.parent) {
            parent.childOut = true;
        }
        command.itl.owed(1);
        command.logicalUnit().commandDetached();
        command.outcome = STORAGE_TIME_OUT;
        command.enter(CommandState.RESPONDING);
        run(command);
    }

    /** Marks a command to end early, with what is at work for it, and runs it if nobody else must answer first. */
    void abort(Command command, AbortReason reason) {
        command.abortReason = command.abortReason.stronger(reason);
        if (command.child != null) {
            abort(command.child, AbortReason.ABORTED);
        }
        if (command.state == CommandState.PROCESSING && command.asked && !command.answered) {
            tellHandler(command);
        }
        run(command);
    }

    private void tellHandler(Command command) {
        try {
            command.handler.aborted(command);
        } catch (RuntimeException | Error bug) {
            nexus.reportBug("telling its handler that nobody waits for", command, "it ends when it does", bug);
        }
    }

    /** Wakes the commands of a task set that may now be enabled. */
    void wake(TaskSet taskSet) {
        if (!taskSet.hasDormant()) {
            return;
        }
        for (Command command = taskSet.first(); command != null; command = command.nextInSet) {
            if (command.state == CommandState.DORMANT) {
                schedule(command);
            }
        }
    }

    /** Runs whatever was scheduled. */
    void drain() {
        if (!draining && firstRunnable != null) {
            Command command = takeRunnable();
            run(command);
        }
    }
}
