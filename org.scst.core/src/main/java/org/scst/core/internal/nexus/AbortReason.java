package org.scst.core.internal.nexus;

/**
 * Why a command is to end without its own outcome: not a state but a reason, read at every edge. Ordered from weak to strong;
 * the strongest at the edge to RESPONDING decides.
 */
public enum AbortReason {
    /** Nobody wants it gone. */
    NONE,
    /** Another nexus cleared it and TAS is one: TASK ABORTED is returned. */
    CLEARED_WITH_STATUS,
    /** Another nexus cleared it and TAS is zero: no response, a unit attention tells. */
    CLEARED,
    /** Its own nexus aborted it: no response. */
    ABORTED,
    /** Its nexus is lost: nobody is left to answer. */
    NEXUS_LOST;

    /** Whether a response goes out in spite of it. */
    boolean responds() {
        return this == NONE || this == CLEARED_WITH_STATUS;
    }

    /** The stronger of the two. */
    AbortReason stronger(AbortReason other) {
        return other.compareTo(this) > 0 ? other : this;
    }
}
