package org.scst.core.internal.nexus;

import org.scst.core.internal.logicalunit.TaskSetRules;
import org.scst.core.scsi.TaskAttribute;

/**
 * The commands of one I_T_L nexus in the order of their admission, and the rules of SAM-5 clause 8 about which of them may be
 * enabled. With TST=001b that is a task set; with TST=000b it is a nexus's part of one, and each of its commands has a
 * {@link SharedMembership} too.
 *
 * <p><i>Threading:</i> confined to the nexus's executor; no lock, no allocation but with TST=000b. With nothing but SIMPLE commands in
 * the set, and no ACA condition, a command is enabled after one comparison.
 */
final class TaskSet {
    private Command first;
    private Command last;
    private int size;
    /** What keeps a command from being enabled at once: an ACA condition, and each command that is not plainly SIMPLE. */
    private int special;

    private int ordered;
    private int headOfQueue;
    private int aca;
    private int dormant;
    private boolean faulted;

    int size() {
        return size;
    }

    /** Puts a command at its end. */
    void admit(Command command) {
        command.inSet = true;
        command.previousInSet = last;
        command.nextInSet = null;
        if (last == null) {
            first = command;
        } else {
            last.nextInSet = command;
        }
        last = command;
        size++;
        command.special = !plain(command);
        if (command.special) {
            admitSpecial(command);
        }
    }

    /** A child stands in no order: it goes on with what has been enabled already. */
    private static boolean plain(Command command) {
        return command.parent != null
                || command.attribute() == TaskAttribute.SIMPLE && command.view.rules() == TaskSetRules.DEFAULT;
    }

    /** Whether a new command enters without a question. */
    boolean admitsPlainly(Command command) {
        return special == 0 && plain(command);
    }

    private void admitSpecial(Command command) {
        TaskSetRules rules = command.view.rules();
        boolean inOrder = rules.restricted() && command.attribute() == TaskAttribute.SIMPLE;
        command.ordering = inOrder && !implicitHeadOfQueue(command) ? TaskAttribute.ORDERED : command.attribute();
        special++;
        count(command.ordering, 1);
        if (rules.shared() != null) {
            command.membership = SharedMembership.of(rules.shared(), command);
        }
    }

    private void removeSpecial(Command command) {
        special--;
        count(command.ordering, -1);
        command.special = false;
        if (command.membership != null) {
            command.membership.leave();
            command.membership = null;
        }
    }

    private void count(TaskAttribute ordering, int by) {
        switch (ordering) {
            case ORDERED -> ordered += by;
            case HEAD_OF_QUEUE -> headOfQueue += by;
            case ACA -> aca += by;
            case SIMPLE -> {
                // as with nobody there
            }
        }
    }

    // ACA

    /** Whether its nexus is faulted: an ACA condition lasts. */
    boolean faulted() {
        return faulted;
    }

    /** Whether it has a command with the ACA attribute. */
    boolean hasAca() {
        return aca > 0;
    }

    /** An ACA condition is established, or cleared. */
    void faulted(boolean established) {
        if (established != faulted) {
            faulted = established;
            special += established ? 1 : -1;
        }
    }

    // Who may be enabled

    /** Whether nothing in the set forbids the command to be processed now. */
    boolean mayEnable(Command command) {
        return special == 0 || mayEnableSpecially(command);
    }

    private boolean mayEnableSpecially(Command command) {
        if (command.parent != null) {
            return true; // who waits for its parent must not hold it up
        }
        if (faulted && command.attribute() != TaskAttribute.ACA) {
            return false;
        }
        if (command.membership != null && !command.membership.mayEnable()) {
            return false;
        }
        return switch (ordering(command)) {
            case HEAD_OF_QUEUE, ACA -> true;
            case ORDERED -> implicitHeadOfQueue(command) || headOfQueue == 0 && oldest(command);
            case SIMPLE -> implicitHeadOfQueue(command) || headOfQueue == 0 && noneOrderedBefore(command);
        };
    }

    private static TaskAttribute ordering(Command command) {
        return command.special ? command.ordering : TaskAttribute.SIMPLE;
    }

    static boolean implicitHeadOfQueue(Command command) {
        return command.row.descriptor() != null && command.row.descriptor().implicitHeadOfQueue();
    }

    private static boolean oldest(Command command) {
        for (Command older = command.previousInSet; older != null; older = older.previousInSet) {
            if (!implicitHeadOfQueue(older)) {
                return false;
            }
        }
        return true;
    }

    private boolean noneOrderedBefore(Command command) {
        if (ordered == 0) {
            return true;
        }
        for (Command older = command.previousInSet; older != null; older = older.previousInSet) {
            if (ordering(older) == TaskAttribute.ORDERED) {
                return false;
            }
        }
        return true;
    }

    /** Notes that a command of the set waits for its turn. */
    void fallDormant() {
        dormant++;
    }

    /** Notes that a command of the set waits no longer. */
    void awake() {
        dormant--;
    }

    /** Whether commands wait for their turn. */
    boolean hasDormant() {
        return dormant > 0;
    }

    /** Takes a command out: it has ended as far as the device server is concerned. */
    void remove(Command command) {
        if (!command.inSet) {
            return;
        }
        command.inSet = false;
        Command before = command.previousInSet;
        Command after = command.nextInSet;
        if (before == null) {
            first = after;
        } else {
            before.nextInSet = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previousInSet = before;
        }
        command.previousInSet = null;
        command.nextInSet = null;
        size--;
        if (command.special) {
            removeSpecial(command);
        }
    }

    /** The oldest command; follow {@code nextInSet}. */
    Command first() {
        return first;
    }
}
