package org.scst.core.scsi;

/**
 * What a command does with a pending unit attention condition (SAM-5 5.14).
 *
 * <p><i>Threading:</i> immutable.
 */
public enum UnitAttentionRule {
    /** Is not processed: ends with CHECK CONDITION, which reports and clears the condition. */
    REPORTS,
    /** Is processed and leaves the condition pending: INQUIRY. */
    SKIPS,
    /** Is processed, leaves the condition pending, but clears REPORTED LUNS DATA HAS CHANGED: REPORT LUNS. */
    SKIPS_AND_CLEARS_LUNS_CHANGED,
    /** Is processed, returns the condition as its data and clears it: REQUEST SENSE. */
    RETURNS_AS_DATA
}
