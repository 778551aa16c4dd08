package org.scst.core.internal.logicalunit;

/**
 * What the Control mode page says of a logical unit's task sets.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param shared the task set that all nexuses share (TST=000b); {@code null} when each has its own (TST=001b)
 * @param managementOnly only task management functions are processed for the faulted nexus during an ACA condition (TMF_ONLY)
 * @param restricted SIMPLE commands of a nexus are processed in their order (QUEUE ALGORITHM MODIFIER of zero)
 * @param queueError what becomes of other commands when one ends CHECK CONDITION (QErr)
 */
public record TaskSetRules(SharedTaskSet shared, boolean managementOnly, boolean restricted, QueueError queueError) {

    /** Of a logical unit whose page nobody has changed: each nexus has its own task set, in which nothing special holds. */
    public static final TaskSetRules DEFAULT = new TaskSetRules(null, false, false, QueueError.RESUME);

    /** QErr: which commands of the task set end without being processed when one of it ends CHECK CONDITION. */
    public enum QueueError {
        /** 00b: none; they go on, after an ACA condition if there is one. */
        RESUME,
        /** 01b: all, whosesoever they are. */
        ABORT_ALL,
        /** 11b: those of the nexus whose command it was. */
        ABORT_OWN
    }
}
