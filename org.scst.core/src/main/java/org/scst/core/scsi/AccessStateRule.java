package org.scst.core.scsi;

/**
 * In which asymmetric access states of the target port a command is processed (SPC-4, target port group asymmetric access
 * states). What a state refuses ends NOT READY before anything else of the medium is looked at.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum AccessStateRule {
    /** In every state: who is there, and in what state. */
    ALWAYS,
    /** As long as the state is not about to change: how large the medium is, and setting the state. */
    UNLESS_TRANSITIONING,
    /** In standby too: what concerns the logical unit but not its medium. */
    WHILE_STANDBY,
    /** Only where the medium can be reached. */
    WHILE_ACTIVE
}
