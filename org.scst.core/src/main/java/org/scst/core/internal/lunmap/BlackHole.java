package org.scst.core.internal.lunmap;

/**
 * What a group swallows without an answer, so that its target looks like a dead path; the order is that of SCST's numbers 0 to 4.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum BlackHole {
    /** Nothing. */
    OFF(false, false, false),
    /** Every command. */
    COMMANDS(true, true, false),
    /** Every command and task management function. */
    COMMANDS_AND_TASK_MANAGEMENT(true, true, true),
    /** Commands with data. */
    DATA(false, true, false),
    /** Commands with data, and every task management function. */
    DATA_AND_TASK_MANAGEMENT(false, true, true);

    private final boolean withoutData;
    private final boolean withData;
    private final boolean taskManagement;

    BlackHole(boolean withoutData, boolean withData, boolean taskManagement) {
        this.withoutData = withoutData;
        this.withData = withData;
        this.taskManagement = taskManagement;
    }

    /** Whether a command disappears. */
    public boolean swallows(boolean hasData) {
        return hasData ? withData : withoutData;
    }

    /** Whether a task management function disappears. */
    public boolean swallowsTaskManagement() {
        return taskManagement;
    }
}
