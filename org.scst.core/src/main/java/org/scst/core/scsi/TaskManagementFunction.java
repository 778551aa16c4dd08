package org.scst.core.scsi;

/**
 * Task management functions (SAM-5 clause 7).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum TaskManagementFunction {
    /** One command of the requesting I_T nexus. */
    ABORT_TASK(Reach.COMMAND),
    /** The requesting nexus's commands in the logical unit's task set. */
    ABORT_TASK_SET(Reach.LOGICAL_UNIT),
    /** Ends the ACA condition of the requesting nexus. */
    CLEAR_ACA(Reach.LOGICAL_UNIT),
    /** Every nexus's commands in the logical unit's task set. */
    CLEAR_TASK_SET(Reach.LOGICAL_UNIT),
    /** Resets one logical unit for everybody. */
    LOGICAL_UNIT_RESET(Reach.LOGICAL_UNIT),
    /** Resets every logical unit of the target port; not in SAM any more, but iSCSI and SRP can ask for it. */
    TARGET_RESET(Reach.TARGET),
    /** The requesting nexus is treated as lost on every logical unit. */
    I_T_NEXUS_RESET(Reach.TARGET),
    /** Whether one command is in the task set. */
    QUERY_TASK(Reach.COMMAND),
    /** Whether the requesting nexus has any command in the task set. */
    QUERY_TASK_SET(Reach.LOGICAL_UNIT),
    /** Whether a unit attention condition or deferred error is pending for the requesting nexus. */
    QUERY_ASYNCHRONOUS_EVENT(Reach.LOGICAL_UNIT);

    private final Reach reach;

    TaskManagementFunction(Reach reach) {
        this.reach = reach;
    }

    /** What the function's address has to name. */
    public enum Reach {
        /** I_T_L nexus and command identifier. */
        COMMAND,
        /** I_T_L nexus. */
        LOGICAL_UNIT,
        /** I_T nexus only; a LUN is ignored. */
        TARGET
    }

    /** What the function's address has to name. */
    public Reach reach() {
        return reach;
    }

    /** Whether the function only asks and changes nothing. */
    public boolean isQuery() {
        return this == QUERY_TASK || this == QUERY_TASK_SET || this == QUERY_ASYNCHRONOUS_EVENT;
    }
}
