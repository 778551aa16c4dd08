package org.scst.core.scsi;

/**
 * How long a command may reasonably be processed. The durations are core's.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum TimeoutClass {
    /** Answered from memory. */
    SHORT,
    /** Moves a bounded amount of data or waits for the medium once. */
    NORMAL,
    /** May work on the whole medium, or wait for all that is cached. */
    LONG,
    /** Works on the whole medium for as long as that takes. */
    UNBOUNDED
}
