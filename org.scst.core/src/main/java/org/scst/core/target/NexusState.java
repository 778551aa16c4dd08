package org.scst.core.target;

/** States of an I_T nexus as core keeps it. */
public enum NexusState {
    /** Commands are held up to a limit, then answered BUSY: an earlier nexus of the same initiator is still ending. */
    REGISTERING,
    /** Commands flow. */
    LIVE,
    /** The driver has withdrawn: everything is kept for 20 s until the next revision resumes the nexus. */
    PARKED,
    /** Lost or logged out: its commands are being aborted; no response goes out any more. */
    LEAVING,
    /** The last command has left; nothing refers to it. */
    GONE
}
