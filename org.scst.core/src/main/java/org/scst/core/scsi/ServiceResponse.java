package org.scst.core.scsi;

/**
 * Service response of a task management function (SAM-5 7.1).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum ServiceResponse {
    /** The function was carried out; for a query: nothing was found. */
    FUNCTION_COMPLETE,
    /** For a query: what was asked for is there. */
    FUNCTION_SUCCEEDED,
    /** The function was refused, or could not be completed. */
    FUNCTION_REJECTED,
    /** The LUN addresses no logical unit of this nexus. */
    INCORRECT_LOGICAL_UNIT_NUMBER,
    /**
     * The command is not in the task set. SAM answers FUNCTION COMPLETE; iSCSI has a response of its own, so that its driver
     * must be able to tell.
     */
    TASK_DOES_NOT_EXIST,
    /** This function is not supported; transports without a response for it say FUNCTION REJECTED. */
    FUNCTION_NOT_SUPPORTED,
    /** The function may or may not have been carried out. */
    SERVICE_DELIVERY_OR_TARGET_FAILURE
}
