package org.scst.core.internal.nexus;

import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.logicalunit.TaskSetRules;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.TaskAttribute;

/**
 * What CHECK CONDITION does to a task set: with NACA=1 it establishes an ACA condition for the faulted I_T_L nexus (SAM-5, auto
 * contingent allegiance), and QErr may end other commands.
 *
 * <p><i>Threading:</i> stateless; called on the nexus's executor.
 */
final class CheckConditions {
    private static final Outcome INVALID_MESSAGE =
            Outcome.check(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_MESSAGE_ERROR);

    private CheckConditions() {}

    /**
     * Whether an ACA condition, or its absence, keeps a new command out of the task set.
     *
     * @return its outcome, or {@code null} when it may enter
     */
    static Outcome refuse(Command command) {
        if (command.parent != null) {
            return null;
        }
        TaskSet taskSet = command.itl.taskSet();
        TaskSetRules rules = command.view.rules();
        boolean aca = command.attribute() == TaskAttribute.ACA;
        if (taskSet.faulted()) {
            return aca && !rules.managementOnly() && !taskSet.hasAca() ? null : Outcome.ACA_ACTIVE;
        }
        if (aca) {
            return INVALID_MESSAGE;
        }
        boolean anothers = rules.shared() != null && rules.shared().faulted() != null;
        if (!anothers || SharedMembership.passesAnothersFault(command)) {
            return null;
        }
        return command.cdb().normalAca() ? Outcome.ACA_ACTIVE : Outcome.BUSY;
    }

    /** A command ends CHECK CONDITION, and is still in the task set. What befalls a child is its parent's to report. */
    static void ended(Command command) {
        ItlNexus itl = command.itl;
        if (itl == null || itl == command.nexus.nullItl() || command.parent != null) {
            return;
        }
        if (itl.taskSet().faulted()) {
            if (command.attribute() != TaskAttribute.ACA) {
                return; // was at the device already when the condition was established
            }
            itl.clearFault();
        }
        if (command.cdb().normalAca()) {
            itl.fault();
        }
        abortOthers(command, itl.logicalUnit());
    }

    private static void abortOthers(Command command, LogicalUnit unit) {
        TaskSetRules rules = unit.view().rules();
        switch (rules.queueError()) {
            case RESUME -> {
                // the others go on
            }
            case ABORT_OWN -> command.itl.clear(command.nexus, command, left -> {});
            case ABORT_ALL -> {
                if (rules.shared() == null) {
                    command.itl.clear(command.nexus, command, left -> {});
                } else {
                    unit.forEachAttachment(attachment -> attachment.clear(command.nexus, command, left -> {}));
                }
            }
        }
    }
}
