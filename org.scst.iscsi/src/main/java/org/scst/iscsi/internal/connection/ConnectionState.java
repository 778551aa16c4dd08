package org.scst.iscsi.internal.connection;

/**
 * States of a connection as a target sees them (RFC 7143 8.1.1); S2 is an initiator's alone.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum ConnectionState {
    /** S1: there is no transport connection, or no longer. */
    FREE,
    /** S3: the transport connection is there; the initiator owes its first Login Request. */
    XPT_UP,
    /** S4: login is under way; the initiator owes the next Login Request, or the target its answer. */
    IN_LOGIN,
    /** S5: full feature phase; PDUs of all kinds flow. */
    LOGGED_IN,
    /** S6: a Logout Request was received; the target owes the Logout Response and the end of the connection. */
    IN_LOGOUT,
    /** S7: the target has asked for a logout; the initiator owes the Logout Request, until the target's patience ends. */
    LOGOUT_REQUESTED,
    /** S8: the connection is being closed; nothing is owed by anybody. */
    CLEANUP_WAIT
}
