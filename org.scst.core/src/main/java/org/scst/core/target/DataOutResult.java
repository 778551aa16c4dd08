package org.scst.core.target;

/** How the transfer of one window of Data-Out ended. */
public enum DataOutResult {
    /** All bytes asked for are there, or all that the initiator announced. */
    OK,
    /** A data digest did not match: the command ends ABORTED COMMAND, DATA-IN/OUT CRC ERROR. */
    DIGEST_ERROR,
    /** The initiator broke the transport's rules for unsolicited data. */
    UNEXPECTED_UNSOLICITED_DATA,
    /** The initiator sent less or more than it had announced. */
    WRONG_AMOUNT,
    /** Ended because core asked for it, or because the peer is gone. */
    TERMINATED
}
