package org.scst.iscsi.internal.isns;

/** What a name service that is asked says of an initiator at a target. */
public enum Admission {
    /** It may find the target and log in; also where nobody is asked. */
    ADMITTED,
    /** It may not. */
    REFUSED,
    /** The server has said nothing of the target yet: the initiator is to try again. */
    UNANSWERED
}
