package org.scst.core.internal.nexus;

import org.scst.core.internal.logicalunit.SharedTaskSet;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.PrimaryCommands;
import org.scst.core.scsi.TaskAttribute;

/**
 * The place of one command in a task set that all nexuses share (TST=000b).
 *
 * <p><i>Threading:</i> confined to the nexus's executor, but for {@link #turnHasCome}, which comes from wherever another command
 * has ended.
 */
final class SharedMembership implements SharedTaskSet.Member {
    private final SharedTaskSet set;
    private final Command command;
    private final Way way;
    private volatile boolean turn;

    private enum Way {
        /** SIMPLE, and nobody asked for more when it came. */
        FREELY,
        /** Has to wait for its turn. */
        IN_TURN,
        HEAD_OF_QUEUE,
        /** Whatever stands in the set: an ACA command, or one that is enabled at once by what it is. */
        UNRELATED
    }

    private SharedMembership(SharedTaskSet set, Command command, Way way) {
        this.set = set;
        this.command = command;
        this.way = way;
    }

    /** A command takes its place behind those that are there. */
    static SharedMembership of(SharedTaskSet set, Command command) {
        SharedMembership member = new SharedMembership(set, command, way(set, command));
        switch (member.way) {
            case IN_TURN -> set.await(member);
            case HEAD_OF_QUEUE -> set.headOfQueueCame();
            case FREELY, UNRELATED -> {
                // nothing is to be awaited
            }
        }
        return member;
    }

    private static Way way(SharedTaskSet set, Command command) {
        if (command.ordering == TaskAttribute.ACA || TaskSet.implicitHeadOfQueue(command)) {
            return Way.UNRELATED;
        }
        if (command.ordering == TaskAttribute.HEAD_OF_QUEUE) {
            return Way.HEAD_OF_QUEUE;
        }
        boolean simple = command.ordering == TaskAttribute.SIMPLE;
        return simple && set.enterFreely(command.nexus.slot()) ? Way.FREELY : Way.IN_TURN;
    }

    /** Whether nothing of another nexus forbids the command to be processed now. */
    boolean mayEnable() {
        Object faulted = set.faulted();
        if (faulted != null && faulted != command.itl && !passesAnothersFault(command)) {
            return false;
        }
        return switch (way) {
            case FREELY -> !set.hasHeadOfQueue();
            case IN_TURN -> turn && !set.hasHeadOfQueue();
            case HEAD_OF_QUEUE, UNRELATED -> true;
        };
    }

    /** What can end the ACA condition of a nexus that does not do so itself. */
    static boolean passesAnothersFault(Command command) {
        CommandDescriptor preempt = PrimaryCommands.PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT;
        Cdb cdb = command.cdb();
        return cdb.operationCode() == preempt.operationCode() && cdb.serviceAction() == preempt.serviceAction();
    }

    /** The command has left. */
    void leave() {
        switch (way) {
            case FREELY -> set.leaveFreely(command.nexus.slot());
            case IN_TURN -> set.leave(this);
            case HEAD_OF_QUEUE -> set.headOfQueueLeft();
            case UNRELATED -> {
                // nobody has waited for it
            }
        }
    }

    @Override
    public boolean ordered() {
        return command.ordering == TaskAttribute.ORDERED;
    }

    @Override
    public void turnHasCome() {
        turn = true;
        command.itl.fenceOpened();
    }
}
