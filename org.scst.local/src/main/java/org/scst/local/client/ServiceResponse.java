package org.scst.local.client;

/** How a task management function was answered, in the protocol's order. */
public enum ServiceResponse {
    FUNCTION_COMPLETE,
    FUNCTION_SUCCEEDED,
    FUNCTION_REJECTED,
    INCORRECT_LOGICAL_UNIT_NUMBER,
    TASK_DOES_NOT_EXIST,
    FUNCTION_NOT_SUPPORTED,
    SERVICE_DELIVERY_OR_TARGET_FAILURE
}
