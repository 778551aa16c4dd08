package org.scst.core.scsi;

/**
 * Task attribute of a command (SAM-5 clause 8). Transports number them differently: a target driver maps.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum TaskAttribute {
    /** Enabled when no HEAD OF QUEUE, no older ORDERED command is in the task set. */
    SIMPLE,
    /** Enabled when everything older has ended; everything younger and SIMPLE waits for it. */
    ORDERED,
    /** Enabled at once. */
    HEAD_OF_QUEUE,
    /** Enabled while the ACA condition of its nexus lasts. */
    ACA
}
