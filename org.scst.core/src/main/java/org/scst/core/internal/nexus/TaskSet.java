package org.scst.core.internal.nexus;

import org.scst.core.scsi.TaskAttribute;

/**
 * The task set of one I_T_L nexus (TST=1): commands in the order of their admission, and the rules of SAM-5 clause 8 about which
 * of them may be enabled.
 *
 * <p><i>Threading:</i> confined to the nexus's executor; no lock, no allocation. With nothing ORDERED or HEAD OF QUEUE in the
 * set, a command is enabled after two comparisons.
 */
final class TaskSet {
    private Command first;
    private Command last;
    private int size;
    private int ordered;
    private int headOfQueue;
    private int dormant;

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
        count(command, 1);
    }

    private void count(Command command, int by) {
        if (command.attribute() == TaskAttribute.ORDERED) {
            ordered += by;
        } else if (command.attribute() == TaskAttribute.HEAD_OF_QUEUE) {
            headOfQueue += by;
        }
    }

    /** Whether nothing in the set forbids the command to be processed now. */
    boolean mayEnable(Command command) {
        if (ordered == 0 && headOfQueue == 0) {
            return true;
        }
        TaskAttribute attribute = command.attribute();
        if (attribute == TaskAttribute.HEAD_OF_QUEUE || implicitHeadOfQueue(command)) {
            return true;
        }
        return headOfQueue == 0 && (attribute == TaskAttribute.ORDERED ? oldest(command) : noneOrderedBefore(command));
    }

    private static boolean implicitHeadOfQueue(Command command) {
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
            if (older.attribute() == TaskAttribute.ORDERED) {
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
        count(command, -1);
    }

    /** The oldest command; follow {@code nextInSet}. */
    Command first() {
        return first;
    }
}
